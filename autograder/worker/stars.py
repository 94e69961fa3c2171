"""What ``from ... import *`` brings of the stand-ins that a notebook finds in Jupyter, by module."""

from __future__ import annotations

_SHOWN = """Audio Code DisplayHandle DisplayObject FileLink FileLinks GeoJSON HTML IFrame Image JSON Javascript Latex
Markdown Math Pretty ProgressBar SVG TextDisplayObject Video YouTubeVideo clear_output display display_html
display_javascript display_jpeg display_json display_latex display_markdown display_png display_pretty display_svg
publish_display_data update_display"""
BROUGHT = {
    "IPython.display": _SHOWN,
    "IPython.core.display": _SHOWN,
    "IPython.core.magic": """Magics magics_class line_magic cell_magic line_cell_magic register_line_magic
    register_cell_magic register_line_cell_magic needs_local_scope no_var_expand""",
    "tqdm": "tqdm trange tqdm_notebook tnrange",
    "ipywidgets": """Accordion AppLayout Box Button Checkbox ColorPicker Combobox DatePicker Dropdown FileUpload
    FloatLogSlider FloatProgress FloatRangeSlider FloatSlider FloatText GridBox GridspecLayout HBox HTML HTMLMath Image
    IntProgress IntRangeSlider IntSlider IntText Label Layout Output Password Play RadioButtons Select SelectMultiple
    SelectionSlider Stack Tab TagsInput Text Textarea ToggleButton ToggleButtons TwoByTwoLayout VBox Valid Widget dlink
    fixed interact interact_manual interactive interactive_output jslink link widgets""",
}
