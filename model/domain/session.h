// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/id.h"
#include "model/domain/tags.h"
#include "model/time/timestamp.h"

#include <QJsonObject>
#include <QString>
#include <QStringList>

#include <optional>

namespace tidemark {

/// A bounded stretch of activity. `end` is its last instant, included; both times may be unknown
/// yet. A hand-entered value is a session of its own (`isEntry`) whose start and end are its time.
/// Files with a range of time (FileContribution) decide the times of the session they belong to.
struct Session
{
    SessionId id;
    QString uid; ///< stable across stores, `ss_…`
    std::optional<QString> name;
    std::optional<Timestamp> start;
    std::optional<Timestamp> end;
    QStringList devices; ///< attached device names, sorted
    TagMap tags;
    QString note;
    std::optional<QString> description;
    QJsonObject metadata;     ///< free, as a program gave it
    QStringList labels;       ///< single words (Roboto's tags), unique, in the order given
    QJsonObject customFields; ///< free, as a program gave it
    bool isEntry = false;
    QString createdBy;
    Timestamp created;
    QString modifiedBy;
    Timestamp modified;

    friend bool operator==(const Session &, const Session &) = default;
};

/// What happens to a device that is named and not known yet.
enum class DevicePolicy
{
    Create,    ///< it is made
    MustExist, ///< NotFound, with ErrorSubject::Device
};

struct NewSession
{
    QString uid = {}; ///< empty: the store makes one
    std::optional<QString> name = {};
    std::optional<Timestamp> start = {};
    std::optional<Timestamp> end = {};
    QStringList devices = {};
    TagMap tags = {};
    QString note = {};
    std::optional<QString> description = {};
    QJsonObject metadata = {};
    QStringList labels = {};
    QJsonObject customFields = {};
    DevicePolicy devicePolicy = DevicePolicy::Create;
};

/// A change to a session. An absent member leaves that part alone; a present empty optional clears
/// it.
struct SessionChange
{
    std::optional<std::optional<QString>> name;
    std::optional<std::optional<Timestamp>> start;
    std::optional<std::optional<Timestamp>> end;
    std::optional<QStringList> devices;
    std::optional<TagMap> tags;
    std::optional<QString> note;
    std::optional<std::optional<QString>> description;
    std::optional<QJsonObject> metadata;     ///< replaced whole
    std::optional<QStringList> labels;       ///< replaced whole
    std::optional<QJsonObject> customFields; ///< replaced whole
    DevicePolicy devicePolicy = DevicePolicy::Create;

    [[nodiscard]] bool isEmpty() const
    {
        return !name && !start && !end && !devices && !tags && !note && !description && !metadata &&
               !labels && !customFields;
    }
};

/// Which of its two times a session is placed by.
enum class TimeFilter
{
    SessionEnd,
    SessionStart
};

/// The name in files and requests: `end_time start_time`.
[[nodiscard]] QString timeFilterKey(TimeFilter filter);
[[nodiscard]] std::optional<TimeFilter> timeFilterFromKey(QStringView key);

} // namespace tidemark
