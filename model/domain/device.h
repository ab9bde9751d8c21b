// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/id.h"
#include "model/time/timestamp.h"

#include <QJsonObject>
#include <QString>
#include <QStringList>

#include <optional>

namespace tidemark {

/// A device: a machine, robot or place that sessions and records name. Its name is its id, given by
/// people, unique in its organisation. Records keep the name of a device that was removed.
struct Device
{
    DeviceId id;
    QString name;
    QJsonObject metadata;     ///< free, as a program gave it
    QStringList labels;       ///< single words (Roboto's tags), unique, in the order given
    QJsonObject customFields; ///< free, as a program gave it
    QString createdBy;        ///< empty where a store of the first format did not note it
    Timestamp created;        ///< the epoch likewise
    QString modifiedBy;
    Timestamp modified;

    friend bool operator==(const Device &, const Device &) = default;
};

struct NewDevice
{
    QString name;
    QJsonObject metadata = {};
    QStringList labels = {};
    QJsonObject customFields = {};
};

/// A change to a device. An absent member leaves that part alone; a present one replaces it whole.
struct DeviceChange
{
    std::optional<QJsonObject> metadata;
    std::optional<QStringList> labels;
    std::optional<QJsonObject> customFields;
};

} // namespace tidemark
