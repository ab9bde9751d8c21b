// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/time/timestamp.h"

#include <QJsonObject>
#include <QMap>
#include <QString>

#include <optional>

namespace tidemark {
class JsonWriter;
}

namespace tidemark::roboto {

class ObjectReader;

/// The shapes of users and organisations (roboto-api 4).

struct UserRecord
{
    QString userId; ///< usually an address of e-mail
    std::optional<QString> name;
    std::optional<QString> pictureUrl;
    bool isServiceUser = false;
    bool isSystemUser = false;
    QMap<QString, bool> notificationChannels; ///< by the service's words, such as `email`
    QMap<QString, bool> notificationTypes;

    friend bool operator==(const UserRecord &, const UserRecord &) = default;
};

enum class OrgTier
{
    Free,
    Premium,
    Other ///< a word of a newer service; never written
};

enum class OrgStatus
{
    Provisioning,
    Active,
    Deprovisioning,
    Other ///< a word of a newer service; never written
};

struct OrgRecord
{
    QString orgId;
    QString name;
    OrgTier tier = OrgTier::Free;
    OrgStatus status = OrgStatus::Active;
    Timestamp created;
    std::optional<QString> createdBy;

    friend bool operator==(const OrgRecord &, const OrgRecord &) = default;
};

/// What `whoami` answers: any object.
struct WhoAmI
{
    QJsonObject content;

    friend bool operator==(const WhoAmI &, const WhoAmI &) = default;
};

void read(ObjectReader &in, UserRecord &out);
void read(ObjectReader &in, OrgRecord &out);
void read(ObjectReader &in, WhoAmI &out);
void write(JsonWriter &out, const UserRecord &value);
void write(JsonWriter &out, const OrgRecord &value);
void write(JsonWriter &out, const WhoAmI &value);

} // namespace tidemark::roboto
