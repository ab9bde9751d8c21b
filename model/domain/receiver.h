// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/error.h"
#include "model/time/timestamp.h"

#include <QString>

#include <chrono>
#include <cstdint>
#include <optional>
#include <vector>

namespace tidemark {

/// How metrics of other programs come in.
enum class ReceiverKind
{
    Otlp,       ///< OpenTelemetry over HTTP: it listens
    Statsd,     ///< StatsD and DogStatsD over UDP: it listens
    Prometheus, ///< asks an address for its metrics
    Users,      ///< asks a NeMo server for its users
};

/// Whether others come to it, or it goes to them.
[[nodiscard]] bool isListening(ReceiverKind kind) noexcept;

/// What a person wants to be received into a store. Plain value.
struct ReceiverPlan
{
    static constexpr std::chrono::milliseconds kShortest{100}; ///< of intervals
    static constexpr std::chrono::milliseconds kLongest{3'600'000};

    QString uid; ///< the same over changes; of one store
    ReceiverKind kind = ReceiverKind::Otlp;
    QString name;    ///< empty: it goes by its kind
    QString address; ///< `127.0.0.1:4318` to listen on, or the URL that is asked
    /// StatsD: what is stored together; Prometheus, Users: from one question to the next.
    std::chrono::milliseconds interval{10'000};
    QString offset; ///< Users: of the server's clock, `+02:00`; empty: it is estimated
    /// Prometheus: it is asked with a token, which is kept elsewhere, for the address's origin.
    bool hasToken = false;
    QString caFile;              ///< Prometheus: of the only authorities to trust; empty: all
    QString pin;                 ///< Prometheus: 64 hex digits of the only certificate to trust
    bool isOpenToOthers = false; ///< a person said that other machines may send to it
    bool isOn = true;            ///< it runs while the store is open and can be written
    QString fault;               ///< why it cannot run as it was kept; empty: it can

    friend bool operator==(const ReceiverPlan &, const ReceiverPlan &) = default;
};

/// A plan of this kind as a form begins with.
[[nodiscard]] ReceiverPlan usualPlan(ReceiverKind kind);

enum class ReceiverField
{
    Name,
    Address,
    OpenToOthers,
    Interval,
    Offset
};

/// What is wrong with a plan, and where.
struct ReceiverFault
{
    ReceiverField field = ReceiverField::Address;
    QString message; ///< a sentence for the person: what to do

    friend bool operator==(const ReceiverFault &, const ReceiverFault &) = default;
};

enum class ReceiverStatus
{
    Stopped,
    Starting,
    Receiving, ///< it listens, or what it asks answers
    Waiting,   ///< nothing is broken, and nothing comes: see ReceiverState::error
    Failing,   ///< see ReceiverState::error; it is tried again by itself
};

/// How much was not stored, for one reason.
struct RefusalCount
{
    QString reason; ///< for people
    std::int64_t count = 0;

    friend bool operator==(const RefusalCount &, const RefusalCount &) = default;
};

/// What came since a receiver was started.
struct ReceiverCounts
{
    std::int64_t messages = 0; ///< requests, packets, or answers to what was asked
    std::int64_t failures = 0; ///< questions without an answer that could be used
    std::int64_t samples = 0;  ///< stored
    std::int64_t dropped = 0;  ///< lost: they came too fast, or the store did not take them
    std::int64_t ahead = 0;    ///< taken, though by its sender's clock it is still to come
    std::int64_t folded = 0;   ///< taken into a series that others share: too many sets of tags
    std::vector<RefusalCount> refused = {}; ///< what a sender does wrong, or too much of

    [[nodiscard]] std::int64_t refusedTotal() const;
    /// Joins what is refused for the same reason.
    ReceiverCounts &operator+=(const ReceiverCounts &other);
    friend bool operator==(const ReceiverCounts &, const ReceiverCounts &) = default;
};

/// How it is with a receiver now. Plain value.
struct ReceiverState
{
    ReceiverStatus status = ReceiverStatus::Stopped;
    QString address;                      ///< that it really listens on or asks; empty before
    std::optional<Timestamp> since = {};  ///< it was started
    std::optional<Timestamp> lastAt = {}; ///< something came that could be used
    ReceiverCounts counts = {};
    std::optional<Error> error = {}; ///< of Waiting and Failing
    /// Users: how far the server's clock is ahead of UTC, once it answered.
    std::optional<std::chrono::seconds> offset = {};

    friend bool operator==(const ReceiverState &, const ReceiverState &) = default;
};

} // namespace tidemark
