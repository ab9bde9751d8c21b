// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"

#include <QJsonObject>
#include <QStringList>

namespace tidemark::roboto {

class JsonWriter;
class ObjectReader;

/// Changes to free-form metadata and labels (roboto-api 3.2). Puts come before removals.
struct MetadataChangeset
{
    QStringList putTags; ///< added where absent, in order
    QStringList removeTags;
    QJsonObject putFields;    ///< dots in a name address nested objects, created as needed
    QStringList removeFields; ///< with dots; parents that become empty go as well
    bool replaceAll = false;  ///< the put parts become everything, names as they stand

    [[nodiscard]] bool isEmpty() const;
    friend bool operator==(const MetadataChangeset &, const MetadataChangeset &) = default;
};

/// Changes to custom fields. A field is either set or cleared.
struct CustomFieldChangeset
{
    QJsonObject setFields;
    QStringList clearFields; ///< become null

    [[nodiscard]] bool isEmpty() const { return setFields.isEmpty() && clearFields.isEmpty(); }
    friend bool operator==(const CustomFieldChangeset &, const CustomFieldChangeset &) = default;
};

/// What a changeset makes of metadata: objects and, by index, lists are gone into as the SDK does
/// (a put into a list inserts, a removal takes the element out). Any thread.
/// Errors: InvalidArgument when a step is neither an object nor a list, an index does not exist, or
/// the result has more than kMetadataMaxDepth levels; nothing is changed then.
[[nodiscard]] Result<QJsonObject> appliedFields(const MetadataChangeset &changes,
                                                const QJsonObject &fields);
/// What it makes of labels; their order stays.
[[nodiscard]] QStringList appliedTags(const MetadataChangeset &changes, const QStringList &tags);
/// What a changeset makes of custom fields.
[[nodiscard]] QJsonObject appliedCustomFields(const CustomFieldChangeset &changes,
                                              const QJsonObject &fields);

void read(ObjectReader &in, MetadataChangeset &out);
void read(ObjectReader &in, CustomFieldChangeset &out);
void write(JsonWriter &out, const MetadataChangeset &value); // without its empty parts
void write(JsonWriter &out, const CustomFieldChangeset &value);

} // namespace tidemark::roboto
