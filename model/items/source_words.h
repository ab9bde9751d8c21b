// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/domain/connection_report.h"
#include "model/domain/delivery_status.h"
#include "model/domain/fetch.h"
#include "model/domain/outbox.h"
#include "model/domain/source.h"
#include "model/ports/secret_store.h"

#include <QString>
#include <QStringList>

#include <array>
#include <chrono>
#include <optional>

namespace tidemark {

class Formatter;

// What people read about sources: lists, the status bar and messages say the same for the same
// thing.

inline constexpr std::array kConnectionSteps{
    ConnectionStep::Address, ConnectionStep::HostName,    ConnectionStep::Connection,
    ConnectionStep::Trust,   ConnectionStep::Answer,      ConnectionStep::Service,
    ConnectionStep::Token,   ConnectionStep::Organisation};
[[nodiscard]] QString connectionStepName(ConnectionStep step);

/// `0:42`, `12:05`; from an hour on `2 h 05 min`.
[[nodiscard]] QString countdownText(std::chrono::seconds left, const Formatter &formatter);
/// What goes on, with the reason where it is stuck (R5): `Retrying in 0:42: …`. `left` is the time
/// until the next sending.
[[nodiscard]] QString deliveryText(const DeliveryStatus &status,
                                   std::optional<std::chrono::seconds> left,
                                   const Formatter &formatter);
/// The same in few words, without reason and time.
[[nodiscard]] QString deliveryWord(const DeliveryStatus &status);
/// When the next sending is: `in 4:12`, `now`; `—` when none is set.
[[nodiscard]] QString nextSendText(const DeliveryStatus &status,
                                   std::optional<std::chrono::seconds> left,
                                   const Formatter &formatter);

/// What removing here means to sources that have it, by their names (P4); what comes back is as its
/// undoing has it.
[[nodiscard]] QString removalAtSources(const QStringList &sources);

/// `Sends values, metrics and sessions …`: what a level does (R5).
[[nodiscard]] QString publishLevelHelp(PublishLevel level);
/// `at once`, `every 5 minutes`.
[[nodiscard]] QString intervalText(Timedelta interval, const Formatter &formatter);
/// `in the keyring`, `for this session only`, `none`.
[[nodiscard]] QString tokenPlaceText(std::optional<SecretPlace> place);

[[nodiscard]] QString outboxKindName(OutboxKind kind);
/// `Waiting`, `On its way`, `Needs attention: refused` …
[[nodiscard]] QString outboxStateText(const OutboxItem &item);
/// Why an item needs a person and what to do, in sentences; empty while it just waits.
[[nodiscard]] QString outboxReasonText(const OutboxItem &item);

/// `Reading metrics`, `Reading records of speed (2 of 5)`.
[[nodiscard]] QString fetchPhaseText(const FetchProgress &progress);
/// `12 records added, 3 changed; …`: what came, for messages.
[[nodiscard]] QString fetchSummaryText(const FetchSummary &summary, const Formatter &formatter);

} // namespace tidemark
