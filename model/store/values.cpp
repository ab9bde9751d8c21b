// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/values.h"

#include "model/core/text.h"

#include <QCoreApplication>

#include <cmath>

namespace tidemark::store {
namespace {

struct StoreValues
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::store::StoreValues)
};

constexpr qsizetype kSessionNameMaxLength = 120; // characters, as Roboto has it

} // namespace

Result<double> storableValue(double value)
{
    if (std::isnan(value))
        return failure(ErrorCode::InvalidArgument,
                       StoreValues::tr("Not a number cannot be stored. Enter a number, for "
                                       "example 12.5."));
    if (std::isinf(value))
        return failure(ErrorCode::InvalidArgument,
                       StoreValues::tr("Infinity cannot be stored. Enter a number, for example "
                                       "12.5."));
    return value + 0.0; // -0 becomes 0
}

Result<TagMap> storableTags(const TagMap &tags)
{
    TagMap clean;
    for (auto it = tags.cbegin(); it != tags.cend(); ++it) {
        const auto key = cleanText(it.key(), kTagValueMaxBytes);
        if (!key)
            return failure(key.error());
        const auto value = cleanText(it.value(), kTagValueMaxBytes);
        if (!value)
            return failure(value.error());
        if (key->isEmpty() || value->isEmpty())
            return failure(ErrorCode::InvalidArgument,
                           StoreValues::tr("A tag needs a key and a value, for example "
                                           "env=prod."));
        clean.insert(*key, *value);
    }
    return clean;
}

Result<std::optional<QString>> storableSessionName(const std::optional<QString> &name)
{
    if (!name)
        return std::optional<QString>();
    auto clean = cleanText(name->trimmed(), kTextMaxBytes);
    if (!clean)
        return failure(clean.error());
    if (clean->isEmpty())
        return std::optional<QString>();
    if (clean->toUcs4().size() > kSessionNameMaxLength)
        return failure(ErrorCode::InvalidArgument,
                       StoreValues::tr("The session name is longer than %1 characters. Shorten "
                                       "it.")
                           .arg(kSessionNameMaxLength));
    return std::optional(std::move(*clean));
}

Result<QString> storableId(const QString &id)
{
    return normalisedName(id);
}

Result<void> checkTimes(std::optional<Timestamp> start, std::optional<Timestamp> end)
{
    if (start && end && *end < *start)
        return failure(ErrorCode::InvalidArgument,
                       StoreValues::tr("The session ends before it starts. Change one of its "
                                       "times."));
    return {};
}

} // namespace tidemark::store
