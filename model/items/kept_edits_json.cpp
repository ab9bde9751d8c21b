// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/kept_edits_json.h"

#include "model/core/number_text.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <array>
#include <optional>
#include <utility>

using namespace Qt::StringLiterals;

namespace tidemark {

namespace {

using Question = RecordChanges::Question;

constexpr std::array<std::pair<Question, QLatin1StringView>, 4> kQuestions{
    {{Question::Future, "future"_L1},
     {Question::OutOfRange, "out_of_range"_L1},
     {Question::Duplicate, "duplicate"_L1},
     {Question::Refused, "refused"_L1}}};

QJsonValue timeJson(Timestamp at)
{
    return QString::number(at.posixNs()); // a number of JSON would lose nanoseconds
}

QJsonValue keptTextJson(const std::optional<QString> &text)
{
    return text ? QJsonValue(*text) : QJsonValue();
}

QJsonObject keptTagsJson(const TagMap &tags)
{
    QJsonObject object;
    for (auto tag = tags.cbegin(); tag != tags.cend(); ++tag)
        object.insert(tag.key(), tag.value());
    return object;
}

std::optional<Timestamp> timeIn(const QJsonObject &object, QLatin1StringView name)
{
    bool isNumber = false;
    const qint64 ns = object.value(name).toString().toLongLong(&isNumber);
    return isNumber ? std::optional(Timestamp(ns)) : std::nullopt;
}

std::optional<double> numberIn(const QJsonObject &object, QLatin1StringView name)
{
    const auto number = parseNumber(QStringView(object.value(name).toString()));
    return number ? std::optional(*number) : std::nullopt;
}

std::optional<QString> textIn(const QJsonObject &object, QLatin1StringView name)
{
    const QJsonValue value = object.value(name);
    return value.isString() ? std::optional(value.toString()) : std::nullopt;
}

TagMap tagsIn(const QJsonObject &object, QLatin1StringView name)
{
    const QJsonObject kept = object.value(name).toObject();
    TagMap tags;
    for (auto tag = kept.constBegin(); tag != kept.constEnd(); ++tag)
        tags.insert(tag.key(), tag.value().toString());
    return tags;
}

QJsonObject editJson(const RecordEdit &edit)
{
    QJsonObject object;
    if (edit.value)
        object.insert(u"value"_s, numberText(*edit.value));
    if (edit.device)
        object.insert(u"device"_s, keptTextJson(*edit.device)); // null: none
    if (edit.at)
        object.insert(u"at"_s, timeJson(*edit.at));
    if (edit.tags)
        object.insert(u"tags"_s, keptTagsJson(*edit.tags));
    if (edit.note)
        object.insert(u"note"_s, *edit.note);
    if (edit.moveToSession)
        object.insert(u"session"_s, *edit.moveToSession);
    return object;
}

RecordEdit editFrom(const QJsonObject &object)
{
    RecordEdit edit;
    edit.value = numberIn(object, "value"_L1);
    if (object.contains("device"_L1))
        edit.device.emplace(textIn(object, "device"_L1));
    edit.at = timeIn(object, "at"_L1);
    if (object.contains("tags"_L1))
        edit.tags = tagsIn(object, "tags"_L1);
    edit.note = textIn(object, "note"_L1);
    edit.moveToSession = textIn(object, "session"_L1);
    return edit;
}

QJsonObject recordJson(const Record &record)
{
    QJsonObject object{{u"metric"_s, record.metricUid},
                       {u"name"_s, record.metricName},
                       {u"unit"_s, record.unit},
                       {u"value"_s, numberText(record.value)},
                       {u"device"_s, keptTextJson(record.device)},
                       {u"session"_s, record.sessionUid},
                       {u"tags"_s, keptTagsJson(record.tags)},
                       {u"note"_s, record.note}};
    if (record.sessionStart)
        object.insert(u"start"_s, timeJson(*record.sessionStart));
    if (record.sessionEnd)
        object.insert(u"end"_s, timeJson(*record.sessionEnd));
    return object;
}

Record recordFrom(const QJsonObject &object)
{
    Record record;
    record.metricUid = object.value("metric"_L1).toString();
    record.metricName = object.value("name"_L1).toString();
    record.unit = object.value("unit"_L1).toString();
    record.value = numberIn(object, "value"_L1).value_or(0);
    record.device = textIn(object, "device"_L1);
    record.sessionUid = object.value("session"_L1).toString();
    record.sessionStart = timeIn(object, "start"_L1);
    record.sessionEnd = timeIn(object, "end"_L1);
    record.tags = tagsIn(object, "tags"_L1);
    record.note = object.value("note"_L1).toString();
    return record;
}

QJsonObject keptJson(const RecordChanges::Waiting &waiting)
{
    const RecordChange &change = waiting.change;
    if (change.edits.empty() || change.before.size() != change.edits.size())
        return {};
    QJsonArray edits;
    for (std::size_t i = 0; i < change.edits.size(); ++i)
        edits.append(QJsonObject{{u"record"_s, recordJson(change.before[i])},
                                 {u"edit"_s, editJson(change.edits[i])}});
    QJsonObject object{{u"label"_s, change.label},
                       {u"text"_s, waiting.text},
                       {u"detail"_s, waiting.detail},
                       {u"accepts_future"_s, change.acceptsFuture},
                       {u"accepts_range"_s, change.acceptsRange},
                       {u"edits"_s, edits}};
    for (const auto &[question, name] : kQuestions)
        if (question == waiting.question)
            object.insert(u"question"_s, name);
    if (change.duplicates)
        object.insert(u"replaces"_s, *change.duplicates == DuplicatePolicy::Replace);
    return object;
}

} // namespace

QByteArray keptText(const RecordChanges::Waiting &waiting)
{
    if (waiting.kept.isEmpty())
        if (const QJsonObject object = keptJson(waiting); !object.isEmpty())
            waiting.kept = QJsonDocument(object).toJson(QJsonDocument::Compact);
    return waiting.kept;
}

RecordChanges::Waiting waitingFrom(const QJsonObject &object)
{
    RecordChanges::Waiting waiting{{}, Question::Refused, object.value("text"_L1).toString()};
    waiting.detail = object.value("detail"_L1).toString();
    for (const auto &[question, name] : kQuestions)
        if (object.value("question"_L1).toString() == name)
            waiting.question = question;
    RecordChange &change = waiting.change;
    change.label = object.value("label"_L1).toString();
    change.acceptsFuture = object.value("accepts_future"_L1).toBool();
    change.acceptsRange = object.value("accepts_range"_L1).toBool();
    if (object.contains("replaces"_L1))
        change.duplicates = object.value("replaces"_L1).toBool() ? DuplicatePolicy::Replace
                                                                 : DuplicatePolicy::KeepBoth;
    for (const auto &value : object.value("edits"_L1).toArray()) {
        const QJsonObject kept = value.toObject();
        const Record before = recordFrom(kept.value("record"_L1).toObject());
        if (before.sessionUid.isEmpty())
            continue;
        change.before.push_back(before);
        change.edits.push_back(editFrom(kept.value("edit"_L1).toObject()));
    }
    return waiting;
}

QSet<QString> metricsIn(const QJsonObject &object)
{
    QSet<QString> metrics;
    for (const auto &kept : object.value("edits"_L1).toArray())
        metrics << kept.toObject().value("record"_L1).toObject().value("metric"_L1).toString();
    return metrics;
}

} // namespace tidemark
