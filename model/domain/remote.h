// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/domain/aggregate_function.h"
#include "model/domain/publish.h"
#include "model/domain/selection.h"
#include "model/time/period.h"
#include "model/time/timestamp.h"

#include <QJsonObject>
#include <QString>
#include <QStringList>

#include <optional>
#include <vector>

namespace tidemark {

/// Values as a remote service speaks of them. Source: Roboto, metrics and sessions API.

struct RemoteIdentity
{
    QString user;
    QStringList organisations; ///< uids; empty where the service does not say
};

struct RemoteDefinition
{
    QString uid;
    QString name;
    std::optional<QString> description;
    QString modifiedBy;
    Timestamp modified;
};

/// A session on its way to the remote. It is found again by `key` in its metadata.
struct NewRemoteSession
{
    QString key;
    std::optional<QString> name = {};
    std::optional<QString> description = {};
    QStringList devices = {};
    QJsonObject metadata = {}; ///< without the key
    QStringList labels = {};
    QJsonObject customFields = {};
};

struct RemoteSession
{
    QString uid;
    QString key; ///< of the store that made it; empty: others did
    std::optional<QString> name;
    std::optional<QString> description;
    QJsonObject metadata; ///< without the key
    QStringList labels;
    QJsonObject customFields;
    std::optional<Timestamp> start;
    std::optional<Timestamp> end; ///< its last instant, included
    QString modifiedBy;
    Timestamp modified;
};

/// What differs: all that is not named stays as it is there, so that what others said beside is
/// kept. Of name and description a present empty optional clears it.
struct RemoteSessionChange
{
    std::optional<std::optional<QString>> name = {};
    std::optional<std::optional<QString>> description = {};
    QJsonObject putMetadata = {}; ///< whole members by their names, dots included
    QStringList dropMetadata = {};
    QStringList addLabels = {};
    QStringList dropLabels = {};
    QJsonObject putCustomFields = {};
    QStringList dropCustomFields = {};

    [[nodiscard]] bool hasMetadata() const
    {
        return !putMetadata.isEmpty() || !dropMetadata.isEmpty();
    }
    [[nodiscard]] bool isEmpty() const
    {
        return !name && !description && !hasMetadata() && addLabels.isEmpty() &&
               dropLabels.isEmpty() && putCustomFields.isEmpty() && dropCustomFields.isEmpty();
    }
};

struct NewRemoteDevice
{
    QString name;
    QJsonObject metadata = {};
    QStringList labels = {};
    QJsonObject customFields = {};
};

struct RemoteRecord
{
    QString metric;
    QString sessionUid;
    double value = 0; ///< finite
    std::optional<QString> device;
    std::optional<QString> invocation;
    std::optional<Timestamp> start; ///< of the session
    std::optional<Timestamp> end;
    QString publishedBy;
    Timestamp published;
};

/// Values of one session and one device: at most kMaxRemoteItems.
struct RemotePublish
{
    QString sessionUid;
    DeviceChoice device = DeviceChoice::none();
    std::vector<PublishItem> items;
};
inline constexpr std::size_t kMaxRemoteItems = 500;

struct RemotePublishFailure
{
    QString metric;
    QString reason; ///< the remote's own words
};

/// Every item of the request is in one of both, unless the remote answered for a part only.
struct RemotePublishResult
{
    std::vector<RemoteRecord> succeeded;
    std::vector<RemotePublishFailure> failed;
};

/// A remote tells no more values of one session; that one is not among so many says nothing.
inline constexpr std::size_t kMostRecordsOfSession = 10'000;

struct RemoteQuery
{
    QString metric;
    TimeFilter timeFilter = TimeFilter::SessionEnd;
    std::optional<Timestamp> begin = {};
    std::optional<Timestamp> end = {};
    IdFilter devices = {};
    IdFilter sessions = {};
    IdFilter invocations = {};
    int pageSize = 10'000;
};

struct RemoteAggregateQuery
{
    QString metric;
    Period period = Period::Daily;
    AggregateFunction function = AggregateFunction::Mean;
    TimeFilter timeFilter = TimeFilter::SessionEnd;
    Timestamp begin;
    Timestamp end;
    IdFilter devices = {};
    IdFilter sessions = {};
    IdFilter invocations = {};
};

struct RemoteBucket
{
    Timestamp begin;
    Timestamp end;
    std::int64_t total = 0;
    double value = 0;
};

template <class T>
struct RemotePage
{
    std::vector<T> items;
    std::optional<QString> next; ///< opaque; absent on the last page
};

} // namespace tidemark
