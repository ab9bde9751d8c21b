// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/roboto/wire/changesets.h"

#include "services/roboto/wire/change_refusal.h"
#include "services/roboto/wire/json_edit.h"
#include "services/roboto/wire/json_tree.h"
#include "services/roboto/wire/limits.h"

#include <QSet>

namespace tidemark::roboto {
namespace {

Result<QStringList> stepsOf(const QString &name)
{
    if (name.count(u'.') >= kMetadataMaxDepth)
        return changeRefusal(
            ChangeText::tr("A metadata field lies deeper than %1 levels. Use fewer dots "
                           "in its name.")
                .arg(kMetadataMaxDepth));
    return name.split(u'.');
}

JsonEdit::Steps stepsIn(const QStringList &steps)
{
    return {steps.constData(), static_cast<std::size_t>(steps.size())};
}

Result<QJsonObject> withinDepth(const QJsonObject &fields)
{
    if (depthOf(fields) > kMetadataMaxDepth)
        return changeRefusal(
            ChangeText::tr("The metadata would be nested deeper than %1 levels. Use "
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
    JsonEdit edit(fields);
    for (auto put = changes.putFields.begin(); put != changes.putFields.end(); ++put) {
        const Result<void> done = stepsOf(put.key()).and_then(
            [&](const QStringList &steps) { return edit.put(stepsIn(steps), put.value()); });
        if (!done)
            return failure(done.error());
    }
    for (const QString &name : changes.removeFields) {
        const Result<QStringList> steps = stepsOf(name);
        if (!steps)
            return failure(steps.error());
        edit.remove(stepsIn(*steps));
    }
    return withinDepth(edit.value().toObject());
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
    JsonEdit edit(fields);
    const auto put = [&edit](const QString &name, const QJsonValue &value) {
        (void)edit.put(JsonEdit::Steps(&name, 1), value); // an object takes any name
    };
    for (auto field = changes.setFields.begin(); field != changes.setFields.end(); ++field)
        put(field.key(), field.value());
    for (const QString &name : changes.clearFields)
        put(name, QJsonValue(QJsonValue::Null));
    return edit.value().toObject();
}

} // namespace tidemark::roboto
