"""All of ours that a student's process ever sees: it holds no answer and imports nothing but numpy.

The folder is shown to the sandbox alone, as a package called ``worker``; hence relative imports only.
"""

NEEDS = ("worker", "notebook")  # folders of ours that are shown: how a notebook is read is one
