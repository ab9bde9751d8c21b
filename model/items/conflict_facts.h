// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/domain/definition.h"
#include "model/domain/outbox.h"
#include "model/domain/record.h"
#include "model/domain/session.h"

#include <QList>
#include <QString>

#include <optional>

namespace tidemark {

class Formatter;

/// One property of something that both sides changed.
struct ConflictFact
{
    QString name;
    QString here;
    QString there;
    bool isDifferent = false;

    friend bool operator==(const ConflictFact &, const ConflictFact &) = default;
};

/// Both versions of a row, as a person compares them (R4): those that differ come first.
struct ConflictSides
{
    QString about; ///< what both have in common, such as the session and its time
    QList<ConflictFact> facts;
};

/// The row here; absent when it is gone or was not read yet.
struct ConflictHere
{
    std::optional<Record> record = {};
    std::optional<Session> session = {};
    std::optional<Definition> definition = {};
};

[[nodiscard]] ConflictSides conflictSides(const OutboxItem &item, const ConflictHere &here,
                                          const Formatter &formatter);

} // namespace tidemark
