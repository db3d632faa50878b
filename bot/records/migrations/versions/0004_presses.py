"""What pressing a button means, in the assistant's own words and no longer in Rasa's."""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

offer = sa.table("offer", sa.column("id", sa.String), sa.column("payload", sa.String))


def upgrade() -> None:
    """Apply."""
    _rewrite(_as_press)


def downgrade() -> None:
    """Take back."""
    _rewrite(_as_payload)


def _rewrite(change) -> None:
    db = op.get_bind()
    for row in db.execute(sa.select(offer)).all():
        new = change(row.payload)
        if new != row.payload:
            db.execute(sa.update(offer).where(offer.c.id == row.id).values(payload=new))


def _as_press(payload: str) -> str:
    """'/more' as 'more', '/help{"card": "help"}' as 'help card=help'."""
    if not payload.startswith("/"):
        return payload
    intent, brace, named = payload[1:].partition("{")
    name, value = next(iter(json.loads(brace + named).items())) if brace else ("", "")
    return f"{intent} {name}={value}" if name else intent


def _as_payload(press: str) -> str:
    if press.startswith("!"):
        return press
    intent, _, named = press.partition(" ")
    name, _, value = named.partition("=")
    return f"/{intent}" + (json.dumps({name: value}) if name else "")
