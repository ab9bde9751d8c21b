// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/domain/definition.h"
#include "model/domain/publish.h"
#include "model/domain/session.h"
#include "model/time/zone.h"

#include <QString>

#include <optional>
#include <span>

namespace tidemark {

class Formatter;

/// What stands in the fields of the entry bar.
struct EntryInput
{
    QString metric;
    QString value;
    QString time;
    std::optional<Session> session; ///< chosen; absent: the entry is its own
    DeviceChoice device = DeviceChoice::none();
    QString tags;
    QString note;
    std::optional<Fold> fold; ///< the answer for a time that occurs twice
};

/// Where a message belongs.
enum class EntryField
{
    Metric,
    Value,
    Time,
    Session,
    Device,
    Tags,
    Note,
    Count
};

/// What is to be said under one field.
struct FieldMessage
{
    QString text;
    bool isError = false;
};

/// The fields, understood: what to say under each, and the entry when all of them are in order.
struct EntryCheck
{
    FieldMessage metric;
    FieldMessage value;
    FieldMessage time;
    FieldMessage device;
    FieldMessage tags;
    QString unit;                           ///< of the metric
    std::optional<Timestamp> at;            ///< the time, understood
    QString sessionTime;                    ///< what the time field shows of a chosen session
    std::optional<Definition> definition;   ///< absent for a name that is new
    bool isNewMetric = false;               ///< the name is good but unknown
    bool isRepeatedTime = false;            ///< asks for first or second
    std::optional<ValueEntry> entry;        ///< complete, or absent
    std::optional<EntryField> firstProblem; ///< where to put the focus
};

/// What the check knows besides the fields.
struct EntryKnowledge
{
    std::span<const Definition> definitions;
    Timestamp now;
    Zone zone;
};

/// Reads the fields (E5, E7, E8). An empty value field is a problem, but has no message before the
/// person wanted to save. Pure; any thread.
[[nodiscard]] EntryCheck checkEntry(const EntryInput &input, const EntryKnowledge &knowledge,
                                    const Formatter &formatter);

} // namespace tidemark
