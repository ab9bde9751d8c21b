// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/ports/receiver_links.h"

#include <QString>

#include <array>

namespace tidemark {

class Formatter;

// What people read about receivers: lists, forms and messages say the same for the same thing.

inline constexpr std::array kReceiverKinds{ReceiverKind::Otlp, ReceiverKind::Statsd,
                                           ReceiverKind::Prometheus, ReceiverKind::Users};

[[nodiscard]] QString receiverKindName(ReceiverKind kind);
/// Who sends so, and what becomes of it.
[[nodiscard]] QString receiverKindHelp(ReceiverKind kind);
/// The name that it was given, else that of its kind.
[[nodiscard]] QString receiverName(const ReceiverPlan &plan);
/// What goes on, with the reason where it is stuck: `Failing: …`.
[[nodiscard]] QString receiverStateText(const ReceiverLink &link);
/// Where it really listens or what it asks, else what is planned.
[[nodiscard]] QString receiverAddress(const ReceiverLink &link);
/// What ReceiverCounts::messages are: `Requests`, `Packets`, `Answers`.
[[nodiscard]] QString receivedWhat(ReceiverKind kind);
/// `wrong name: 12; unknown type: 3`; empty for none.
[[nodiscard]] QString refusedText(const ReceiverCounts &counts, const Formatter &formatter);

/// What a program that sends to this address has to be given, as it is written there; empty where
/// nothing is to be set. An address of all interfaces is given as the machine's name.
[[nodiscard]] QString senderLine(ReceiverKind kind, const QString &address);
/// Where that line belongs.
[[nodiscard]] QString senderHelp(ReceiverKind kind);

} // namespace tidemark
