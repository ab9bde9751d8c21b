// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/values.h"

#include "model/core/text.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QSet>

#include <cmath>
#include <numeric>

namespace tidemark::store {
namespace {

struct StoreValues
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::store::StoreValues)
};

constexpr qsizetype kSessionNameMaxLength = 120; // characters, as Roboto has it
constexpr int kMaxJsonDepth = 64;
constexpr qsizetype kMaxJsonBytes = qsizetype{256} * 1024;

// Why the value may not be stored; null when it may.
const char *jsonProblem(const QJsonValue &value, int depth);

const char *stringProblem(const QString &text)
{
    return hasLoneSurrogate(text)
               ? QT_TRANSLATE_NOOP("tidemark::store::StoreValues",
                                   "A text in it holds half of a character. Remove it.")
               : nullptr;
}

const char *objectProblem(const QJsonObject &object, int depth)
{
    if (depth > kMaxJsonDepth)
        return QT_TRANSLATE_NOOP("tidemark::store::StoreValues",
                                 "It is nested more than 64 levels deep. Make it flatter.");
    for (auto it = object.constBegin(); it != object.constEnd(); ++it) {
        if (const char *problem = stringProblem(it.key()))
            return problem;
        if (const char *problem = jsonProblem(it.value(), depth))
            return problem;
    }
    return nullptr;
}

const char *jsonProblem(const QJsonValue &value, int depth)
{
    if (value.isString())
        return stringProblem(value.toString());
    if (value.isDouble() && !std::isfinite(value.toDouble()))
        return QT_TRANSLATE_NOOP("tidemark::store::StoreValues",
                                 "A number in it is not finite. Remove it.");
    if (value.isObject())
        return objectProblem(value.toObject(), depth + 1);
    if (!value.isArray())
        return nullptr;
    if (depth >= kMaxJsonDepth)
        return objectProblem({}, kMaxJsonDepth + 1);
    const QJsonArray array = value.toArray();
    for (const QJsonValue element : array) {
        if (const char *problem = jsonProblem(element, depth + 1))
            return problem;
    }
    return nullptr;
}

Error jsonRefused(const QString &why)
{
    return {ErrorCode::InvalidArgument,
            StoreValues::tr("The object cannot be stored. %1").arg(why),
            {}};
}

} // namespace

Result<std::optional<QString>> storableDescription(const std::optional<QString> &text)
{
    if (!text)
        return std::optional<QString>();
    return cleanText(*text).transform(
        [](QString clean) { return std::optional(std::move(clean)); });
}

Result<QJsonObject> storableObject(const QJsonObject &object)
{
    if (object.isEmpty())
        return object;
    if (const char *problem = objectProblem(object, 1))
        return failure(jsonRefused(StoreValues::tr(problem)));
    if (QJsonDocument(object).toJson(QJsonDocument::Compact).size() > kMaxJsonBytes)
        return failure(jsonRefused(
            StoreValues::tr("It is longer than %1 KiB. Shorten it.").arg(kMaxJsonBytes / 1024)));
    return object;
}

Result<QStringList> storableLabels(const QStringList &labels)
{
    QStringList clean;
    QSet<QString> seen;
    for (const QString &label : labels) {
        auto text = cleanText(label, kTagValueMaxBytes);
        if (!text)
            return failure(text.error());
        if (text->isEmpty())
            return failure(ErrorCode::InvalidArgument,
                           StoreValues::tr("A label is empty. Give it a word or remove it."));
        if (seen.contains(*text))
            continue;
        seen.insert(*text);
        clean.append(std::move(*text));
    }
    if (clean.size() > kMaxWords)
        return failure(
            ErrorCode::InvalidArgument,
            StoreValues::tr("There are more than %1 labels. Remove some.").arg(kMaxWords));
    const auto bytes = std::accumulate(
        clean.begin(), clean.end(), qsizetype{0},
        [](qsizetype sum, const QString &label) { return sum + label.toUtf8().size(); });
    if (bytes > kMaxJsonBytes)
        return failure(ErrorCode::InvalidArgument,
                       StoreValues::tr("The labels are longer than %1 KiB together. Remove some.")
                           .arg(kMaxJsonBytes / 1024));
    return clean;
}

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
    if (clean.size() > kMaxTags)
        return failure(ErrorCode::InvalidArgument,
                       StoreValues::tr("There are more than %1 tags. Remove some.").arg(kMaxTags));
    return clean;
}

Result<std::optional<QString>> storableSessionName(const std::optional<QString> &name)
{
    if (!name)
        return std::optional<QString>();
    if (auto checked = cleanText(*name, kTextMaxBytes); !checked)
        return failure(checked.error());
    if (QStringView(*name).trimmed().isEmpty())
        return std::optional<QString>();
    if (name->toUcs4().size() > kSessionNameMaxLength)
        return failure(ErrorCode::InvalidArgument,
                       StoreValues::tr("The session name is longer than %1 characters. Shorten "
                                       "it.")
                           .arg(kSessionNameMaxLength));
    return name;
}

Result<QString> storableId(const QString &id)
{
    return normalisedName(id);
}

Result<QString> storableFileId(const QString &id)
{
    if (id.isEmpty())
        return failure(ErrorCode::InvalidArgument,
                       StoreValues::tr("The id of a file is empty. Give it one."));
    if (id.contains(QChar(u'\0')) || hasLoneSurrogate(id))
        return failure(ErrorCode::InvalidArgument,
                       StoreValues::tr("The id of a file holds the NUL character or half of a "
                                       "character. Remove it."));
    if (id.size() > kNameMaxBytes || id.toUtf8().size() > kNameMaxBytes)
        return failure(ErrorCode::InvalidArgument,
                       StoreValues::tr("The id of a file is longer than %1 bytes. Shorten it.")
                           .arg(kNameMaxBytes));
    return id;
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
