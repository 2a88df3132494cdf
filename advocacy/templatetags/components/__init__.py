"""The design system as template tags: one function a component, one library for all templates.

Each takes plain values, never models; its markup is `templates/components/<name>.html` and its
style `static/css/components/<name>.css`. `/styleguide/` shows all of them. The tags are built in:
templates need no `{% load %}`.
"""

from __future__ import annotations

from django.template import Library

from advocacy.templatetags.components import (
    forms,
    marks,
    navigation,
    numbers,
    samples,
    states,
    surfaces,
)

register = Library()
for part in (forms, marks, navigation, numbers, samples, states, surfaces):
    register.tags.update(part.register.tags)
