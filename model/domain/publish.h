// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/error.h"
#include "model/core/id.h"
#include "model/domain/record.h"

#include <QString>

#include <optional>
#include <vector>

namespace tidemark {

/// Which device published records belong to: the session's only device, none, or a named one.
struct DeviceChoice
{
    enum class Mode { Inferred, None, Given };

    Mode mode = Mode::Inferred;
    QString device;

    [[nodiscard]] static DeviceChoice inferred() { return {}; }
    [[nodiscard]] static DeviceChoice none() { return {Mode::None, {}}; }
    [[nodiscard]] static DeviceChoice given(QString name) { return {Mode::Given, std::move(name)}; }
};

struct PublishItem
{
    QString metric; ///< a missing definition is created
    double value = 0;
};

/// Values of one session. Published again, a (metric, session) is replaced whole.
struct PublishRequest
{
    QString sessionUid;
    DeviceChoice device;
    std::optional<QString> invocation;
    std::vector<PublishItem> items; ///< at most 10,000
};

struct PublishFailure
{
    std::size_t index = 0; ///< of the item in the request
    QString metric;
    Error error;
};

struct PublishResult
{
    std::vector<Record> succeeded; ///< in the order of the request
    std::vector<PublishFailure> failed;
    ChangeId change; ///< invalid when nothing was stored
};

/// What to do when a value exists at the same metric, time and device, or in the chosen session (E9).
enum class DuplicatePolicy { Ask, KeepBoth, Replace };

/// One value entered by hand. Without a session it becomes a session of its own at `at`.
struct ValueEntry
{
    QString metric; ///< a missing definition is created with `unit`
    QString unit = {};
    double value = 0;
    Timestamp at;                            ///< ignored when a session is chosen
    std::optional<QString> sessionUid = {};  ///< an existing session, whose time then holds
    std::optional<QString> device = {};      ///< created when new
    TagMap tags = {};                        ///< for the entry's own session
    QString note = {};
    DuplicatePolicy duplicates = DuplicatePolicy::Ask;
};

struct EntryOutcome
{
    std::optional<Record> saved;     ///< the stored record
    std::optional<Record> duplicate; ///< with DuplicatePolicy::Ask: what stands in the way
    bool createdDefinition = false;
    ChangeId change;
};

} // namespace tidemark
