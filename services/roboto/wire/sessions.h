// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/time/timestamp.h"
#include "services/json/maybe_set.h"
#include "services/roboto/wire/changesets.h"

#include <QJsonObject>
#include <QString>
#include <QStringList>

#include <optional>

namespace tidemark::roboto {

/// The shapes of sessions (roboto-api 3.2). A record does not name its devices.

struct SessionRecord
{
    QString sessionId;
    QString orgId;
    std::optional<QString> name;
    std::optional<QString> description;
    QJsonObject metadata;
    QStringList tags;
    QJsonObject customFields;
    std::optional<Timestamp> minTimestamp; ///< nanoseconds; absent without file contribution
    std::optional<Timestamp> maxTimestamp; ///< the last instant, included
    std::optional<Timestamp> created;
    QString createdBy;
    std::optional<Timestamp> modified;
    QString modifiedBy;

    friend bool operator==(const SessionRecord &, const SessionRecord &) = default;
};

struct CreateSessionRequest
{
    std::optional<QString> name; ///< at most kSessionNameMaxCharacters
    QStringList deviceIds;
    std::optional<QString> description;
    QJsonObject metadata;
    QStringList tags;
    QJsonObject customFields;

    friend bool operator==(const CreateSessionRequest &, const CreateSessionRequest &) = default;
};

struct UpdateSessionRequest
{
    MaybeSet<QString> name;        ///< null clears it
    MaybeSet<QString> description; ///< null clears it
    std::optional<MetadataChangeset> metadataChangeset;
    std::optional<CustomFieldChangeset> customFieldsChangeset;

    friend bool operator==(const UpdateSessionRequest &, const UpdateSessionRequest &) = default;
};

void read(ObjectReader &in, SessionRecord &out);
void read(ObjectReader &in, CreateSessionRequest &out);
void read(ObjectReader &in, UpdateSessionRequest &out);
void write(JsonWriter &out, const SessionRecord &value);
void write(JsonWriter &out, const CreateSessionRequest &value);
void write(JsonWriter &out, const UpdateSessionRequest &value);

} // namespace tidemark::roboto
