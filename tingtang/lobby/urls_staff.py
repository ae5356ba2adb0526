"""Addresses of staff's pages, included by the room's urls.py."""

from __future__ import annotations

from django.urls import path

from tingtang.lobby.views import board, console, head, registers, registers_counterfeit, registers_guard, ticket_acts

urlpatterns = [
    path("counter", console.mine, name="counter"),
    path("counter/<int:counter_id>/open", console.open_, name="counter_open"),
    path("counter/<int:counter_id>/call", console.call, name="counter_call"),
    path("counter/<int:counter_id>/suspend", console.suspend, name="counter_suspend"),
    path("counter/<int:counter_id>/resume", console.resume, name="counter_resume"),
    path("counter/<int:counter_id>/close", console.close, name="counter_close"),
    path("counter/<int:counter_id>/welcome", console.welcome, name="counter_welcome"),
    path("lobby", board.board, name="board"),
    path("lobby/head", head.head, name="head"),
    path("lobby/tickets", head.ticket_list, name="tickets"),
    path("lobby/take", board.take, name="take"),
    path("lobby/devices", registers.device_list, name="devices"),
    path("lobby/devices/patrol", registers.patrol, name="patrol"),
    path("lobby/devices/<int:device_id>/fault", registers.fault, name="fault"),
    path("lobby/devices/<int:device_id>/cash", registers.cash, name="cash"),
    path("lobby/faults/<int:fault_id>/fix", registers.fix, name="fix"),
    path("lobby/news", registers.news, name="news"),
    path("lobby/news/<int:announcement_id>/withdraw", registers.withdraw, name="withdraw"),
    path("lobby/outages/<int:outage_id>/progress", registers.progress, name="progress"),
    path("lobby/counterfeit", registers_counterfeit.receipts, name="counterfeit"),
    path("lobby/counterfeit/new", registers_counterfeit.confiscate, name="confiscate"),
    path("lobby/counterfeit/<int:receipt_id>/take-back", registers_counterfeit.take_back, name="take_back"),
    path("guard", registers_guard.watch, name="guard"),
    path("guard/patrol", registers_guard.patrol, name="guard_patrol"),
    path("guard/incident", registers_guard.incident, name="guard_incident"),
    path("guard/van", registers_guard.van, name="guard_van"),
    path("guard/van/<int:van_id>/leaves", registers_guard.van_leaves, name="guard_van_leaves"),
    path("my-area", registers_guard.my_area, name="my_area"),
    path("lobby/ticket/<int:ticket_id>", board.ticket, name="story"),
    path("lobby/ticket/<int:ticket_id>/why", board.why, name="why_called"),
    path("lobby/ticket/<int:ticket_id>/care", board.care, name="care"),
    path("lobby/ticket/<int:ticket_id>/prepare", board.prepare, name="prepare"),
    path("lobby/ticket/<int:ticket_id>/recall", ticket_acts.recall, name="recall"),
    path("lobby/ticket/<int:ticket_id>/start", ticket_acts.start, name="start"),
    path("lobby/ticket/<int:ticket_id>/hold", ticket_acts.hold, name="hold"),
    path("lobby/ticket/<int:ticket_id>/resume", ticket_acts.resume, name="resume"),
    path("lobby/ticket/<int:ticket_id>/transfer", ticket_acts.transfer, name="transfer"),
    path("lobby/ticket/<int:ticket_id>/next", ticket_acts.next_service, name="next_service"),
    path("lobby/ticket/<int:ticket_id>/finish", ticket_acts.finish, name="finish"),
    path("lobby/ticket/<int:ticket_id>/no-show", ticket_acts.no_show, name="no_show"),
    path("lobby/ticket/<int:ticket_id>/leave", ticket_acts.leave, name="leave"),
]
