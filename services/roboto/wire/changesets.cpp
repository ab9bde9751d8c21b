// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/roboto/wire/changesets.h"

#include "services/roboto/wire/json_tree.h"
#include "services/roboto/wire/limits.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QSet>

#include <algorithm>
#include <optional>
#include <span>

using namespace Qt::StringLiterals;

namespace tidemark::roboto {
namespace {

struct ChangeText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::roboto::Changeset)
};

using Steps = std::span<const QString>;

tl::unexpected<Error> refusal(const QString &message)
{
    return failure(ErrorCode::InvalidArgument, message, u"roboto.changeset"_s);
}

Result<QStringList> stepsOf(const QString &name)
{
    if (name.count(u'.') >= kMetadataMaxDepth)
        return refusal(ChangeText::tr("A metadata field lies deeper than %1 levels. Use fewer dots "
                                      "in its name.")
                           .arg(kMetadataMaxDepth));
    return name.split(u'.');
}

Steps stepsIn(const QStringList &steps)
{
    return {steps.constData(), static_cast<std::size_t>(steps.size())};
}

/// The index that a step names; nothing for another text.
std::optional<qsizetype> indexOf(const QString &step)
{
    bool isNumber = false;
    const qlonglong index = step.toLongLong(&isNumber);
    const bool isPlain = isNumber && index >= 0 && step.at(0).isDigit();
    return isPlain ? std::optional(static_cast<qsizetype>(index)) : std::nullopt;
}

tl::unexpected<Error> noSuchIndex(const QString &step)
{
    return refusal(ChangeText::tr("The metadata has a list where \"%1\" is no index of an entry. "
                                  "Name an existing entry.")
                       .arg(step));
}

Result<QJsonValue> withPut(const QJsonValue &container, Steps steps, const QJsonValue &value);

Result<QJsonValue> withPutInList(QJsonArray list, Steps steps, const QJsonValue &value)
{
    const std::optional<qsizetype> index = indexOf(steps.front());
    if (!index)
        return noSuchIndex(steps.front());
    if (steps.size() == 1) {
        list.insert(std::min(*index, list.size()), value);
        return QJsonValue(list);
    }
    if (*index >= list.size())
        return noSuchIndex(steps.front());
    const Result<QJsonValue> inner = withPut(list.at(*index), steps.subspan(1), value);
    if (!inner)
        return failure(inner.error());
    list.replace(*index, *inner);
    return QJsonValue(list);
}

/// The container with `value` put where the steps lead.
Result<QJsonValue> withPut(const QJsonValue &container, Steps steps, const QJsonValue &value)
{
    if (container.isArray())
        return withPutInList(container.toArray(), steps, value);
    if (!container.isObject())
        return refusal(ChangeText::tr("The metadata field that should hold \"%1\" is neither an "
                                      "object nor a list. Remove it first.")
                           .arg(steps.front()));
    QJsonObject object = container.toObject();
    if (steps.size() == 1) {
        object.insert(steps.front(), value);
        return QJsonValue(object);
    }
    const QJsonValue existing =
        object.contains(steps.front()) ? object.value(steps.front()) : QJsonValue(QJsonObject());
    const Result<QJsonValue> inner = withPut(existing, steps.subspan(1), value);
    if (!inner)
        return failure(inner.error());
    object.insert(steps.front(), *inner);
    return QJsonValue(object);
}

bool isEmptyContainer(const QJsonValue &value)
{
    return (value.isObject() && value.toObject().isEmpty()) ||
           (value.isArray() && value.toArray().isEmpty());
}

/// The container without what the steps lead to, and without parents that are empty then. Nothing
/// when a step on the way is missing: no parent goes then, empty or not (as in the SDK).
std::optional<QJsonValue> withoutField(const QJsonValue &container, Steps steps);

std::optional<QJsonValue> withoutFieldInList(QJsonArray list, Steps steps)
{
    const std::optional<qsizetype> index = indexOf(steps.front());
    const bool isThere = index && *index < list.size();
    if (steps.size() == 1) {
        if (isThere)
            list.removeAt(*index);
        return list;
    }
    if (!isThere)
        return std::nullopt;
    const std::optional<QJsonValue> inner = withoutField(list.at(*index), steps.subspan(1));
    if (!inner)
        return std::nullopt;
    if (isEmptyContainer(*inner))
        list.removeAt(*index);
    else
        list.replace(*index, *inner);
    return list;
}

std::optional<QJsonValue> withoutField(const QJsonValue &container, Steps steps)
{
    if (container.isArray())
        return withoutFieldInList(container.toArray(), steps);
    if (!container.isObject())
        return std::nullopt;
    QJsonObject object = container.toObject();
    if (steps.size() == 1) {
        object.remove(steps.front());
        return object;
    }
    if (!object.contains(steps.front()))
        return std::nullopt;
    const std::optional<QJsonValue> inner =
        withoutField(object.value(steps.front()), steps.subspan(1));
    if (!inner)
        return std::nullopt;
    if (isEmptyContainer(*inner))
        object.remove(steps.front());
    else
        object.insert(steps.front(), *inner);
    return object;
}

Result<QJsonObject> withinDepth(const QJsonObject &fields)
{
    if (depthOf(fields) > kMetadataMaxDepth)
        return refusal(ChangeText::tr("The metadata would be nested deeper than %1 levels. Use "
                                      "flatter objects.")
                           .arg(kMetadataMaxDepth));
    return fields;
}

} // namespace

bool MetadataChangeset::isEmpty() const
{
    return !replaceAll && putTags.isEmpty() && removeTags.isEmpty() && putFields.isEmpty() &&
           removeFields.isEmpty();
}

Result<QJsonObject> appliedFields(const MetadataChangeset &changes, const QJsonObject &fields)
{
    if (changes.replaceAll)
        return withinDepth(changes.putFields);
    QJsonValue result = fields;
    for (auto put = changes.putFields.begin(); put != changes.putFields.end(); ++put) {
        const Result<QStringList> steps = stepsOf(put.key());
        if (!steps)
            return failure(steps.error());
        const Result<QJsonValue> next = withPut(result, stepsIn(*steps), put.value());
        if (!next)
            return failure(next.error());
        result = *next;
    }
    for (const QString &name : changes.removeFields) {
        const Result<QStringList> steps = stepsOf(name);
        if (!steps)
            return failure(steps.error());
        result = withoutField(result, stepsIn(*steps)).value_or(result);
    }
    return withinDepth(result.toObject());
}

namespace {

// The spelling in which tags are stored and compared.
QString composed(const QString &tag)
{
    return tag.normalized(QString::NormalizationForm_C);
}

} // namespace

QStringList appliedTags(const MetadataChangeset &changes, const QStringList &tags)
{
    if (changes.replaceAll)
        return changes.putTags;
    QStringList result = tags;
    QSet<QString> present;
    for (const QString &tag : tags)
        present.insert(composed(tag));
    for (const QString &tag : changes.putTags) {
        if (!present.contains(composed(tag)))
            result.append(tag);
        present.insert(composed(tag));
    }
    QSet<QString> removed;
    for (const QString &tag : changes.removeTags)
        removed.insert(composed(tag));
    result.removeIf([&removed](const QString &tag) { return removed.contains(composed(tag)); });
    return result;
}

QJsonObject appliedCustomFields(const CustomFieldChangeset &changes, const QJsonObject &fields)
{
    QJsonObject result = fields;
    for (auto field = changes.setFields.begin(); field != changes.setFields.end(); ++field)
        result.insert(field.key(), field.value());
    for (const QString &name : changes.clearFields)
        result.insert(name, QJsonValue(QJsonValue::Null));
    return result;
}

} // namespace tidemark::roboto
