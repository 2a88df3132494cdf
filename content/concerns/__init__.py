"""Help at hand: concerns and questions of members, and the threads with those who look after them.

It stands above `policies`, whose owner is told, because a screenshot is an upload like any other:
received, decoded and served by what `content` has for pictures.
"""
