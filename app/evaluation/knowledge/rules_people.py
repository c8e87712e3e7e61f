"""Items are about what is to be known. What somebody answered is theirs, and declared where answers are."""

from app.evaluation.models_knowledge import KnowledgeItem, KnowledgeItemVersion
from app.personal.rules import Declaration, ImpersonalTable

DECLARED: tuple[Declaration, ...] = (
    ImpersonalTable(model=KnowledgeItem, because="what is to be known", columns=("topic",)),
    ImpersonalTable(
        model=KnowledgeItemVersion,
        because="made-up cases and questions of fact, asked of everybody",
        columns=("vignette", "words", "options", "right", "explanation"),
        actors=("made_by_id",),
    ),
)
