"""Components keep their promises: words beside colours, nothing inline, nothing unescaped."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django import forms
from django.template import Context, Template, loader
from django.utils import translation

from advocacy import artwork
from advocacy.templatetags.components.states import SHARE_STATES
from analytics import plotting
from sharing.models import State

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted(
    set((ROOT / "templates").rglob("*.html")) - set((ROOT / "templates").rglob("email*"))
)
SHEETS = sorted((ROOT / "static/css").rglob("*.css"))


def show(source, **context):
    return Template(source).render(Context(context))


class Invitation(forms.Form):
    email = forms.EmailField(help_text="At work")
    note = forms.CharField(required=False)


# -- The whole ---------------------------------------------------------------------------------


def test_the_style_guide_shows_every_component():
    page = loader.render_to_string("styleguide.html")
    for shape in ("button", "badge", "chip", "field", "finding", "note", "tile", "chart", "toast"):
        assert f'class="{shape}' in page


def test_the_page_for_our_own_mistake_needs_nothing():
    assert "Something broke on our side" in loader.get_template("500.html").render()


@pytest.mark.parametrize("name", ["400", "403", "403_csrf", "404"])
def test_error_pages_show_without_an_organization(name):
    assert "<h1>" in loader.render_to_string(f"{name}.html", {"shell": None})


def test_a_page_turns_with_the_script():
    with translation.override("ar"):
        assert '<html lang="ar" dir="rtl"' in loader.render_to_string("404.html")


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_no_template_holds_what_the_content_policy_forbids(path):
    source = path.read_text()
    assert not re.search(r"\sstyle=|\son[a-z]+=\"|<style|javascript:", source)
    for script in re.findall(r"<script[^>]*>", source):
        assert "src=" in script or "application/json" in script


def test_every_sheet_is_imported_once():
    imported = re.findall(r'@import "([^"]+)"', (ROOT / "static/css/app.css").read_text())
    here = {str(path.relative_to(ROOT / "static/css")) for path in SHEETS}
    alone = {"app.css", "api-docs.css"}  # the docs of the API wear their maker's design
    assert sorted(imported) == sorted(here - alone)


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.name)
def test_no_sheet_speaks_of_left_and_right(path):
    physical = r"(margin|padding|border)-(left|right)|(?<![-\w])(left|right):|float:"
    assert not re.search(physical, path.read_text())


# -- Words ---------------------------------------------------------------------------------------


def test_a_button_without_an_address_submits():
    assert show("{% button %}Save{% endbutton %}") == (
        '<button class="button" type="submit">Save</button>'
    )


def test_a_button_with_an_address_is_a_link():
    assert show('{% button "primary" href="/x" %}Go{% endbutton %}') == (
        '<a class="button primary" href="/x">Go</a>'
    )


def test_attributes_of_a_button_keep_their_names_and_are_escaped():
    markup = show(
        "{% button hx_post=url aria_pressed=none %}Go{% endbutton %}", url='/"', none=None
    )
    assert 'hx-post="/&quot;"' in markup
    assert "aria-pressed" not in markup


def test_words_inside_a_component_are_escaped():
    markup = show("{% button %}{{ name }}{% endbutton %}{% badge name %}", name="<b>")
    assert "<b>" not in markup
    assert markup.count("&lt;b&gt;") == 2


def test_every_state_of_a_share_has_a_word_and_an_icon():
    assert {state.value for state in State} <= set(SHARE_STATES)
    for state in SHARE_STATES:
        markup = show("{% share_badge state %}", state=state)
        assert "<svg" in markup
        assert re.sub(r"<[^>]+>", "", markup).strip()


def test_a_dialog_is_named_by_its_title():
    markup = show('{% dialog id="ask" title="Disconnect?" %}<p>Once.</p>{% enddialog %}')
    assert 'aria-labelledby="ask-title"' in markup
    assert '<h2 id="ask-title">Disconnect?</h2>' in markup


# -- Forms ---------------------------------------------------------------------------------------


def test_a_field_ties_help_and_error_to_its_input():
    form = Invitation({"email": "amira@acme"})
    markup = show("{% field form.email %}", form=form)
    assert 'aria-describedby="id_email_help id_email_error"' in markup
    assert 'aria-invalid="true"' in markup
    assert 'id="id_email_error"' in markup


def test_a_field_says_when_it_may_stay_empty():
    assert "optional" in show("{% field form.note %}", form=Invitation())
    assert "optional" not in show("{% field form.email %}", form=Invitation())


def test_the_composer_posts_its_words_to_the_check():
    markup = show('{% words form.note "/check" draft="post-1" %}', form=Invitation())
    assert 'hx-post="/check"' in markup
    assert 'data-draft="post-1"' in markup


@pytest.mark.parametrize(
    ("count", "state"),
    [(449, "counted"), (450, "counted near"), (500, "counted near"), (501, "counted over")],
)
def test_a_count_warns_when_nearly_full_and_when_over(count, state):
    assert f'class="{state}"' in show("{% counted count 500 %}", count=count)


def test_a_finding_offers_each_replacement():
    markup = show(
        '{% finding "block" span "Why" 3 9 instead=words %}', span="<best>", words=["a", 'b"']
    )
    assert 'data-start="3" data-end="9"' in markup
    assert 'data-use="b&quot;"' in markup
    assert "&lt;best&gt;" in markup


def test_a_finding_of_something_missing_offers_to_put_it_in():
    markup = show('{% finding "block" "" "Why" 0 0 instead="#ad" %}')
    assert "Can not go out without:" in markup
    assert "<q><bdi>#ad</bdi></q>" in markup
    assert 'data-use="#ad "' in markup
    assert "Begin with" in markup


# -- Pictures ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Amira Haddad", "AH"), ("ruth", "R"), ("Ana de la Cruz", "AC"), ("", "?")],
)
def test_an_avatar_shows_first_and_last_letter(name, letters):
    assert f">{letters}</span>" in show("{% avatar name %}", name=name)


def test_a_picture_is_always_the_same_for_the_same_seed():
    assert artwork.draw("42") == artwork.draw("42")
    assert len({artwork.draw(str(seed)) for seed in range(60)}) == 60


def test_a_hue_full_circle_comes_back_to_its_start():
    assert 'data-hue="0"' in show('{% art 359 "x" %}')


def test_an_icon_is_decoration_until_it_has_a_name():
    assert 'aria-hidden="true"' in show('{% icon "send" %}')
    assert 'aria-label="Sent"' in show('{% icon "send" "Sent" %}')


def test_icons_that_point_turn_with_the_script():
    assert "points" in show('{% icon "chevron-right" %}')
    assert "points" not in show('{% icon "house" %}')


# -- Numbers -------------------------------------------------------------------------------------


def test_a_number_nobody_knows_is_not_zero():
    markup = show('{% tile "Rate" none %}', none=None)
    assert "Not known yet" in markup
    assert ">0<" not in markup


def test_every_tile_says_where_its_number_comes_from():
    assert "Self-reported" in show('{% tile "Shares" 3 "self_reported" %}')


def test_a_chart_stands_on_zero():
    plot = plotting.plot([50, 100])
    assert plot.grid[0] == (77.27, 25)
    assert plot.lines[0].area.endswith(",100")


def test_a_chart_of_what_is_below_zero_hangs_from_zero():
    plot = plotting.plot([-50, 50])
    assert plot.base == 50
    assert [value for _y, value in plot.grid] == [-50, -25, 25, 50]
    assert plot.lines[0].points == "0,95.45 1,4.55"
    assert plot.lines[0].area.endswith(",50.0")
    assert plotting.plot([-50, -25]).base == 0


def test_a_gap_in_the_values_is_a_gap_in_the_line():
    assert len(plotting.lines([1, None, 2], top=2)) == 2


def test_a_point_between_two_gaps_is_seen():
    (line,) = plotting.lines([None, 2, None], top=2)
    assert line.points == "0.9,0.0 1.1,0.0"


@pytest.mark.parametrize(
    ("most", "step"),
    [(0, 1), (3, 1), (8, 2), (10, 2.5), (968, 250), (0.4, 0.1)],
)
def test_grid_lines_stand_at_round_numbers(most, step):
    assert plotting.step_for(most) == pytest.approx(step)


def test_a_chart_of_nothing_still_draws():
    markup = show('{% chart points sentence="Nothing yet." unit="people" %}', points=[])
    assert "Nothing yet." in markup
    assert "NaN" not in markup


def test_a_chart_carries_its_table():
    markup = show(
        '{% chart points sentence="Up." unit="people" %}', points=[("Mon", 1200), ("Tue", None)]
    )
    assert '<td class="number">1,200</td>' in markup
    assert "not known" in markup


def test_a_chart_has_at_most_five_labels_below():
    assert len(plotting.ticks([str(day) for day in range(31)])) == 5


def test_positions_stay_numbers_in_every_language():
    with translation.override("de"):
        markup = show("{% bar part %}{% spark values %}", part=33.3, values=[1, 2.5])
    assert 'width="33.3%"' in markup
    assert "," not in re.search(r'viewBox="([^"]+)"', markup)[1]
