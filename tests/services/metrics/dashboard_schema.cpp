// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/services/metrics/dashboard_schema.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QStringList>

#include <functional>
#include <map>
#include <stdexcept>

using namespace Qt::StringLiterals;

namespace tidemark::test {
namespace {

using Check = std::function<void(const QJsonValue &, const QString &path)>;

struct Member
{
    Check check;
    bool isRequired = true;
};
using Members = std::map<QString, Member>;

[[noreturn]] void refuse(const QString &path, const QString &what)
{
    const QString fault = path + u": "_s + what;
    throw std::runtime_error(fault.toStdString());
}

void isText(const QJsonValue &value, const QString &path)
{
    if (!value.isString())
        refuse(path, u"no text"_s);
}

void isName(const QJsonValue &value, const QString &path)
{
    isText(value, path);
    if (value.toString().isEmpty())
        refuse(path, u"empty"_s);
}

void isNumber(const QJsonValue &value, const QString &path)
{
    if (!value.isDouble())
        refuse(path, u"no number"_s);
}

void isNumberOrNull(const QJsonValue &value, const QString &path)
{
    if (!value.isNull())
        isNumber(value, path);
}

void isTrue(const QJsonValue &value, const QString &path)
{
    if (!value.isBool() || !value.toBool())
        refuse(path, u"not true"_s);
}

void isTime(const QJsonValue &value, const QString &path)
{
    static const QRegularExpression form(
        u"^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z$"_s);
    isText(value, path);
    if (!form.match(value.toString()).hasMatch())
        refuse(path, u"no time"_s);
}

void isCell(const QJsonValue &value, const QString &path)
{
    if (value.isObject() || value.isArray() || value.isUndefined())
        refuse(path, u"no cell"_s);
}

Check oneOf(const QStringList &names)
{
    return [names](const QJsonValue &value, const QString &path) {
        isText(value, path);
        if (!names.contains(value.toString()))
            refuse(path, u"none of the names"_s);
    };
}

Check listOf(const Check &check)
{
    return [check](const QJsonValue &value, const QString &path) {
        if (!value.isArray())
            refuse(path, u"no list"_s);
        const QJsonArray list = value.toArray();
        for (qsizetype i = 0; i < list.size(); ++i)
            check(list.at(i), path + u'/' + QString::number(i));
    };
}

Check objectOf(const Members &members)
{
    return [members](const QJsonValue &value, const QString &path) {
        if (!value.isObject())
            refuse(path, u"no object"_s);
        const QJsonObject object = value.toObject();
        for (const auto &[name, member] : members) {
            if (object.contains(name))
                member.check(object.value(name), path + u'/' + name);
            else if (member.isRequired)
                refuse(path, u"no "_s + name);
        }
        const QStringList names = object.keys();
        for (const QString &name : names) {
            if (!members.contains(name))
                refuse(path, u"nobody knows "_s + name);
        }
    };
}

void areTags(const QJsonValue &value, const QString &path)
{
    if (!value.isObject())
        refuse(path, u"no object"_s);
    const QJsonObject tags = value.toObject();
    const QStringList names = tags.keys();
    for (const QString &name : names)
        isText(tags.value(name), path + u'/' + name);
}

void arePoints(const QJsonValue &value, const QString &path)
{
    listOf([](const QJsonValue &point, const QString &own) {
        listOf(isNumberOrNull)(point, own);
        if (point.toArray().size() != 2 || !point.toArray().at(0).isDouble())
            refuse(own, u"no point"_s);
    })(value, path);
    const QJsonArray points = value.toArray();
    if (points.size() > 2'000)
        refuse(path, u"too many points"_s);
    for (qsizetype i = 1; i < points.size(); ++i) {
        if (points.at(i).toArray().at(0).toDouble() <= points.at(i - 1).toArray().at(0).toDouble())
            refuse(path, u"not in order"_s);
    }
}

void isPanel(const QJsonValue &value, const QString &path)
{
    const QString kind = value.toObject().value(u"kind"_s).toString();
    const bool hasSeries = QStringList{u"line"_s, u"area"_s, u"heatmap"_s}.contains(kind);
    const bool hasRows = QStringList{u"bar"_s, u"pie"_s, u"table"_s}.contains(kind);
    Members members{
        {u"id"_s, {isName}},
        {u"title"_s, {isName}},
        {u"kind"_s,
         {oneOf({u"line"_s, u"area"_s, u"heatmap"_s, u"bar"_s, u"pie"_s, u"table"_s, u"stat"_s,
                 u"gauge"_s})}},
        {u"unit"_s,
         {oneOf({u""_s, u"seconds"_s, u"milliseconds"_s, u"microseconds"_s, u"bytes"_s,
                 u"kilobytes"_s, u"megabytes"_s, u"count"_s, u"percent"_s, u"ops/sec"_s})}},
        {u"query"_s,
         {objectOf({{u"metric"_s, {isName}},
                    {u"fn"_s, {oneOf({u"rate"_s, u"value"_s, u"p95"_s})}},
                    {u"by"_s, {listOf(isName)}}}),
          false}},
        {u"thresholds"_s,
         {listOf(objectOf(
              {{u"value"_s, {isNumber}}, {u"severity"_s, {oneOf({u"warning"_s, u"critical"_s})}}})),
          false}},
        {u"y"_s, {objectOf({{u"min"_s, {isNumber, false}}, {u"max"_s, {isNumber, false}}}), false}},
        {u"empty"_s, {isTrue, false}}};
    if (hasSeries) {
        members.insert(
            {u"series"_s,
             {listOf(objectOf(
                 {{u"name"_s, {isName}}, {u"tags"_s, {areTags}}, {u"points"_s, {arePoints}}}))}});
    } else if (hasRows) {
        members.insert({u"columns"_s, {listOf(isName)}});
        members.insert({u"rows"_s, {listOf(listOf(isCell))}});
    } else {
        members.insert({u"value"_s, {isNumberOrNull}});
        members.insert({u"trend"_s, {isNumberOrNull, false}});
    }
    objectOf(members)(value, path);
    const QJsonObject panel = value.toObject();
    const QJsonArray rows = panel.value(u"rows"_s).toArray();
    for (const QJsonValue &row : rows) {
        if (row.toArray().size() != panel.value(u"columns"_s).toArray().size())
            refuse(path, u"a row is not as wide as the columns"_s);
    }
    const bool isEmpty = panel.value(u"series"_s).toArray().isEmpty() && rows.isEmpty() &&
                         !panel.value(u"value"_s).isDouble();
    if (isEmpty != panel.contains(u"empty"_s))
        refuse(path, u"wrong about being empty"_s);
}

void isDashboard(const QJsonValue &value)
{
    const Check isRange =
        objectOf({{u"from"_s, {isTime}}, {u"to"_s, {isTime}}, {u"step_seconds"_s, {isNumber}}});
    objectOf({{u"type"_s,
               {oneOf({u"overview"_s, u"performance"_s, u"errors"_s, u"resources"_s, u"users"_s,
                       u"network"_s})}},
              {u"title"_s, {isName}},
              {u"generated_at"_s, {isTime}},
              {u"range"_s, {isRange}},
              {u"panels"_s, {listOf(isPanel)}},
              {u"warnings"_s, {listOf(isName)}}})(value, {});
}

} // namespace

QString dashboardFault(const QByteArray &json)
{
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(json, &error);
    if (error.error != QJsonParseError::NoError)
        return error.errorString();
    try {
        isDashboard(document.object());
    } catch (const std::runtime_error &fault) {
        return QString::fromUtf8(fault.what());
    }
    return {};
}

} // namespace tidemark::test
