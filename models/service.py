"""Services: trades and skills."""

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from models.core.base import Base, Row


class Service(Row, Base):
    """A trade or skill, such as plumbing."""

    __tablename__ = "service"
    __table_args__ = (Index("ix_service_name", "name", "id"),)

    name: Mapped[str]
    active: Mapped[bool] = mapped_column(default=True)
