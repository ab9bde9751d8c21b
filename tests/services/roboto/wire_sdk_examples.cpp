// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/services/roboto/wire_sdk_examples.h"

#include "services/roboto/server/server_errors.h"
#include "services/roboto/wire/accounts.h"
#include "services/roboto/wire/json_tree.h"
#include "services/roboto/wire/limits.h"
#include "services/roboto/wire/page_token.h"
#include "services/roboto/wire/roboto_error.h"

#include <QJsonArray>

#include <utility>

using namespace Qt::StringLiterals;

namespace tidemark::test {

using namespace roboto;

namespace {

constexpr int kRounds = 60;
constexpr int kChanges = 3000;

template <class T>
SdkExample exampleOf(const QString &model, const T &value)
{
    const QJsonValue data = objectOf(writeAnswer(value)).value(u"data");
    return {model, data, [value, data](const QJsonObject &dumped) {
                JsonWriter out;
                out.beginObject();
                out.json("data", dumped);
                out.endObject();
                const auto read = readAnswer<T>(out.buffer());
                QStringList names = dumped.keys();
                names.removeAll(u"total_count"_s); // of a page, which we leave out
                return read && *read == value && names == data.toObject().keys();
            }};
}

std::vector<SdkErrorExample> errorExamples()
{
    std::vector<SdkErrorExample> examples{
        {400, "plain words"},
        {400, "User did not provide a org for single-org operation."},
        {400, R"({"message":"did not provide a org for single-org operation"})"},
        {400, R"({"message":"no"})"},
        {401, ""},
        {403, R"({"message":"Forbidden"})"},
        {403, "User is not authorized to access this resource with an explicit deny"},
        {404, "RobotoDeviceNotFoundException: dv_1"},
        {404, R"({"message":"RobotoDatasetNotFoundException"})"},
        {404, "<html>"},
        {404, R"({"error":{"error_code":"RobotoBrandNewException","message":"x"}})"},
        {409, "{}"},
        {418, R"({"error":{"error_code":"RobotoConflictException","message":"x"}})"},
        {500, ""},
        {502, "<html>Bad Gateway</html>"},
        {507, "{}"},
        {405, "no"},
        {408, "no"},
        {410, "no"},
        {413, "no"},
        {422, R"({"message":"no"})"},
        {429, "no"}};
    for (int ours = 0; ours <= static_cast<int>(ErrorCode::Internal); ++ours) {
        const RobotoError error =
            robotoErrorOf(Error{static_cast<ErrorCode>(ours), u"M\u00e9 \"%1\""_s, {}});
        examples.push_back({error.status, writeError(error)});
    }
    for (const int status : {400, 401, 403, 404, 413, 417, 421, 429, 431, 500, 501, 503, 505})
        examples.push_back({status, layerErrorBody(status, u"M\u00e9 \"%1\""_s)});
    return examples;
}

/// Metadata whose objects are called a and b and whose values x, y and z.
QJsonObject randomFields(WireRandom &random, int depth)
{
    auto &numbers = random.numbers();
    QJsonObject object;
    for (const QString &name : {u"x"_s, u"y"_s, u"z"_s}) {
        if (random.chance())
            object.insert(name, numbers.integer(0, 9));
    }
    for (const QString &name : {u"a"_s, u"b"_s}) {
        if (depth > 0 && random.chance())
            object.insert(name, randomFields(random, depth - 1));
    }
    return object;
}

QString randomPath(WireRandom &random, const QString &leaves)
{
    auto &numbers = random.numbers();
    QString path;
    for (int steps = numbers.integer(0, 3); steps > 0; --steps)
        path += random.chance() ? u"a."_s : u"b."_s;
    return path + leaves.at(numbers.integer(0, static_cast<int>(leaves.size()) - 1));
}

SdkChangeExample randomChange(WireRandom &random)
{
    SdkChangeExample example;
    auto &numbers = random.numbers();
    example.fields = randomFields(random, 3);
    for (int i = numbers.integer(0, 4); i > 0; --i)
        example.changes.putFields.insert(randomPath(random, u"xyz"_s), numbers.integer(10, 19));
    for (int i = numbers.integer(0, 4); i > 0; --i)
        example.changes.removeFields.append(randomPath(random, u"xyzab"_s));
    for (const QString &tag : {u"k"_s, u"l"_s, u"m"_s, u"n"_s}) {
        if (random.chance())
            example.tags.append(tag);
        if (random.chance())
            example.changes.putTags.append(tag);
        if (random.chance())
            example.changes.removeTags.append(tag);
    }
    example.changes.replaceAll = numbers.integer(0, 5) == 0;
    return example;
}

} // namespace

// QJsonDocument drops a U+FEFF at the start of a text.
QJsonObject objectOf(const QByteArray &json)
{
    const auto document = JsonDocument::parse(json, kAnswerMaxBytes);
    return document ? jsonObjectOf(document->root()).value_or(QJsonObject()) : QJsonObject();
}

SdkExamples::SdkExamples(WireRandom &random)
    : m_errors(errorExamples())
{
    for (int i = 0; i < kRounds; ++i) {
        m_values.push_back(exampleOf(u"definition"_s, random.definition()));
        m_values.push_back(exampleOf(u"record"_s, random.record()));
        m_values.push_back(exampleOf(u"aggregates"_s, random.aggregates()));
        m_values.push_back(exampleOf(u"session"_s, random.session()));
        m_values.push_back(exampleOf(u"device"_s, random.device()));
        m_values.push_back(
            exampleOf(u"publish"_s, PublishMetricsResponse{{random.record(), random.record()},
                                                           {{random.text(9), u"no"_s}}}));
        m_values.push_back(
            exampleOf(u"files"_s, Page<SessionFileView>{{random.file(), random.file()}, {}}));
    }
    for (int i = 0; i < kChanges; ++i)
        m_changes.push_back(randomChange(random));
    for (const double value : {0.1, -0.0, 1e300, 5e-324, 1.7976931348623157e308,
                               123456789.123456789, 9007199254740994.0, 1e20, 1e21, 1e22}) {
        MetricRecord record = random.record();
        record.value = value;
        record.minTimestamp = Timestamp::min();
        record.maxTimestamp = Timestamp::max();
        m_values.push_back(exampleOf(u"record"_s, record));
    }
    m_values.push_back(exampleOf(u"records"_s, Page<MetricRecord>{{random.record()}, u"next"_s}));
    m_values.push_back(exampleOf(u"texts"_s, Page<QString>{{u"bb b/+x"_s, u"\u00e9"_s}, {}}));
    m_values.push_back(exampleOf(u"inferred"_s, InferDevicesResponse{{u"dv_1"_s}}));
    UserRecord user;
    user.userId = u"ana@example.org"_s;
    user.notificationChannels = {{u"email"_s, true}};
    m_values.push_back(exampleOf(u"user"_s, user));
    for (const OrgStatus status :
         {OrgStatus::Provisioning, OrgStatus::Active, OrgStatus::Deprovisioning}) {
        const OrgTier tier = status == OrgStatus::Active ? OrgTier::Premium : OrgTier::Free;
        m_values.push_back(exampleOf(
            u"org"_s, OrgRecord{u"og_local"_s, u"Local"_s, tier, status, Timestamp(), {}}));
    }
    m_tokens = {pageToken(DefinitionsCursor{u"cpu.usage_max"_s}),
                pageToken(QueryCursor{kStart, u"ss_\u00e9\""_s, Timestamp::max()})};
}

QByteArray SdkExamples::input() const
{
    QJsonArray models;
    for (const SdkExample &example : m_values)
        models.append(QJsonObject{{u"model"_s, example.model}, {u"data"_s, example.data}});
    QJsonArray errors;
    for (const SdkErrorExample &example : m_errors)
        errors.append(QJsonObject{{u"status"_s, example.status},
                                  {u"body"_s, QString::fromUtf8(example.body)}});
    QJsonArray changes;
    for (const SdkChangeExample &example : m_changes)
        changes.append(QJsonObject{{u"changes"_s, objectOf(writeRequest(example.changes))},
                                   {u"fields"_s, example.fields},
                                   {u"tags"_s, QJsonArray::fromStringList(example.tags)}});
    JsonWriter out;
    out.json(QJsonObject{{u"models"_s, models},
                         {u"errors"_s, errors},
                         {u"changes"_s, changes},
                         {u"tokens"_s, QJsonArray::fromStringList(m_tokens)}});
    return out.take();
}

} // namespace tidemark::test
