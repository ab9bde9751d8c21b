// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"

#include <QJsonObject>
#include <QStringList>

#include <optional>

namespace tidemark {
class JsonWriter;
}

namespace tidemark::roboto {

class ObjectReader;

/// Changes to free-form metadata and labels (roboto-api 3.2). Puts come before removals.
struct MetadataChangeset
{
    QStringList putTags; ///< added where absent, in order
    QStringList removeTags;
    QJsonObject putFields;    ///< dots in a name address nested objects, created as needed
    QStringList removeFields; ///< with dots; parents that are empty then go as well
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

/// The members `metadata_changeset` and `custom_fields_changeset` of an update; nothing when
/// absent, null or without any change.
[[nodiscard]] std::optional<MetadataChangeset> readMetadataChangeset(ObjectReader &in);
[[nodiscard]] std::optional<CustomFieldChangeset> readCustomFieldChangeset(ObjectReader &in);
/// Writes those that are there.
void writeChangesets(JsonWriter &out, const std::optional<MetadataChangeset> &metadata,
                     const std::optional<CustomFieldChangeset> &customFields);

void read(ObjectReader &in, MetadataChangeset &out);
void read(ObjectReader &in, CustomFieldChangeset &out);
void write(JsonWriter &out, const MetadataChangeset &value); // without its empty parts
void write(JsonWriter &out, const CustomFieldChangeset &value);

} // namespace tidemark::roboto
