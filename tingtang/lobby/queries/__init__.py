"""Reading the lobby: the board, the screen, one ticket's public page, the figures of a day."""

from tingtang.lobby.queries.figures import DayFigures, day_figures
from tingtang.lobby.queries.line import Board, Screen, board, screen
from tingtang.lobby.queries.public import PublicTicket, ticket_by_key

__all__ = ["Board", "DayFigures", "PublicTicket", "Screen", "board", "day_figures", "screen", "ticket_by_key"]
