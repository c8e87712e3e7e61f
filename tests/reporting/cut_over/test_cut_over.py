"""The page of coming over: its steps in order, ticked by the data, and what is next."""

from app.booking.models import Booking
from app.core.database import db
from tests.builders import a_past_session, a_policy, a_trainer, an_agency
from tests.data.everything import a_coming_over, a_given_year
from tests.page import Visitor


def test_each_step_is_ticked_by_the_data_and_the_next_is_named(manager: Visitor) -> None:
    def tags() -> list[str]:
        return [tag.get_text() for tag in manager.open_page("/manage/coming-over").soup.select(".cb-step > .cb-tag")]

    db.session.execute(db.text("UPDATE agency SET is_listed = :no"), {"no": False})
    db.session.commit()
    assert tags() == ["Next", "To do", "If any", "To do", "To do", "If any", "If any"]
    a_policy()
    an_agency(is_listed=True)
    assert tags() == ["Done", "Done", "If any", "Next", "To do", "If any", "If any"]
    done = a_coming_over()
    assert tags()[3:5] == ["Done", "Next"]
    page = manager.open_page("/manage/coming-over")
    assert "Next: look it through, and have everybody told" in page.words
    assert "1 person to tell" in page.words
    for booking in db.session.query(Booking):
        booking.letters_wait = False
    done.letters_at = done.imported_at
    a_trainer()
    a_past_session(is_imported=True)
    a_given_year()
    assert set(tags()) == {"Done"}
    assert "Every step that is needed is done" in manager.open_page("/manage/coming-over").words


def test_each_step_leads_to_a_page_that_opens(manager: Visitor) -> None:
    links = [str(step.a["href"]) for step in manager.open_page("/manage/coming-over").soup.select(".cb-step") if step.a]
    assert len(links) == 7
    assert {manager.open_page(link).status for link in links} == {200}
