"""An official notice's text → the draft of a plan, with what a person must decide.

text → outline (with brackets) → names → draft → report; nothing is written before all is built.
"""
