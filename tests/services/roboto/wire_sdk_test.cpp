// SPDX-License-Identifier: GPL-3.0-or-later
// The Roboto SDK itself reads what we write and writes what we read (tests/interop/roboto_wire.py).
#include "services/roboto/wire/bodies.h"
#include "services/roboto/wire/page_token.h"
#include "services/roboto/wire/roboto_error.h"
#include "tests/services/roboto/wire_random.h"
#include "tests/services/roboto/wire_sdk_examples.h"
#include "tests/support/python_environment.h"
#include "tests/support/test_registry.h"

#include <QJsonArray>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <limits>
#include <optional>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::roboto;
using namespace tidemark::test;

namespace {

QString nameOf(const std::optional<RobotoErrorCode> &code)
{
    return code ? QString::fromStdString(std::string(errorName(*code))) : QString();
}

} // namespace

class WireSdkTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init() { failOnUnexpectedWarnings(); }

    void readsOurAnswers();
    void sendsPublishCallsThatWeRead();
    void sendsQueriesThatWeRead();
    void sendsAggregatesThatWeRead();
    void sendsDefinitionsThatWeRead();
    void sendsSessionsThatWeRead();
    void sendsDevicesThatWeRead();
    void raisesTheSameErrors();
    void writesErrorsThatWeRead();
    void readsOurPageTokens();
    void appliesChangesAlike();

private:
    [[nodiscard]] QByteArray body(const QString &name) const
    {
        return m_output.value(u"bodies").toObject().value(name).toString().toUtf8();
    }
    template <class Request>
    [[nodiscard]] Request request(const QString &name) const
    {
        const auto read = readRequest<Request>(body(name));
        if (!read)
            qWarning("%s: %s", qPrintable(name), qPrintable(read.error().message));
        return read.value_or(Request());
    }

    WireRandom m_random{"WireSdkTest"};
    std::optional<SdkExamples> m_examples;
    QJsonObject m_output;
};

void WireSdkTest::initTestCase()
{
    const QString folder = QStringLiteral(TIDEMARK_INTEROP_FOLDER);
    const auto python = PythonEnvironment::make(folder + u"/requirements.txt"_s);
    QVERIFY2(!python.isBroken, qPrintable(python.absence));
    if (python.program.isEmpty())
        QSKIP(qPrintable(u"whole class: "_s + python.absence));
    m_examples.emplace(m_random);
    const QTemporaryDir home; // no real profile is read
    QProcess process;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"HOME"_s, home.path());
    environment.insert(u"PYTHONDONTWRITEBYTECODE"_s, u"1"_s);
    environment.insert(u"PYTHONUTF8"_s, u"1"_s);
    process.setProcessEnvironment(environment);
    process.start(python.program, {u"-W"_s, u"ignore"_s, folder + u"/roboto_wire.py"_s});
    process.write(m_examples->input());
    process.closeWriteChannel();
    QVERIFY(process.waitForFinished(120'000));
    m_output = objectOf(process.readAllStandardOutput());
    QVERIFY2(process.exitCode() == 0 && !m_output.isEmpty(),
             process.readAllStandardError().constData());
}

void WireSdkTest::readsOurAnswers()
{
    const QJsonArray dumped = m_output.value(u"models").toArray();
    const std::vector<SdkExample> &examples = m_examples->values();
    QCOMPARE(static_cast<std::size_t>(dumped.size()), examples.size());
    for (std::size_t i = 0; i < examples.size(); ++i) {
        const QJsonObject object = dumped.at(static_cast<qsizetype>(i)).toObject();
        const SdkExample &example = examples[i];
        JsonWriter ours;
        ours.json(example.data);
        JsonWriter theirs;
        theirs.json(object);
        QVERIFY2(example.isSame(object),
                 qPrintable(example.model + u'\n' + QString::fromUtf8(ours.buffer()) + u'\n' +
                            QString::fromUtf8(theirs.buffer())));
    }
}

void WireSdkTest::sendsPublishCallsThatWeRead()
{
    const auto publish = request<PublishMetricsRequest>(u"publish"_s);
    QCOMPARE(publish.sessionId, u"ss_1"_s);
    QCOMPARE(publish.deviceId, MaybeSet<QString>());
    QCOMPARE(publish.metrics, (std::vector<MetricEntry>{{u"cpu"_s, 87.2},
                                                        {u"tiny"_s, 5e-324},
                                                        {u"huge"_s, 1.7976931348623157e308},
                                                        {u"whole"_s, 1e22}}));
    QCOMPARE(publish.refused.size(), std::size_t{3});
    QCOMPARE(publish.refused[0].index, std::size_t{1});
    QCOMPARE(publish.refused[1].failure.name, u"nan"_s);
    QCOMPARE(publish.refused[2].failure.name, u"inf"_s);
    QVERIFY(request<PublishMetricsRequest>(u"publish null"_s).deviceId.isNull());
    QCOMPARE(request<PublishMetricsRequest>(u"publish device"_s).deviceId,
             MaybeSet<QString>(u"b b/+\u00e9"_s));
}

void WireSdkTest::sendsQueriesThatWeRead()
{
    QueryMetricsRequest expected;
    expected.name = u"cpu"_s;
    QCOMPARE(request<QueryMetricsRequest>(u"query"_s), expected);
    expected.includeDeviceIds = MaybeSet<QStringList>::null();
    expected.includeInvocationIds = MaybeSet<QStringList>::null();
    QCOMPARE(request<QueryMetricsRequest>(u"query null"_s), expected);
    expected.startTime = SdkExamples::kStart;
    expected.endTime = Timestamp::max();
    expected.maxResults = 2;
    expected.timeFilter = MetricTimeFilter::SessionStart;
    expected.includeDeviceIds = MaybeSet<QStringList>({u"dv"_s});
    expected.includeSessionIds = QStringList{};
    expected.includeInvocationIds = MaybeSet<QStringList>({u"iv"_s});
    QCOMPARE(request<QueryMetricsRequest>(u"query values"_s), expected);
}

void WireSdkTest::sendsAggregatesThatWeRead()
{
    AggregateMetricsRequest expected;
    expected.name = u"cpu"_s;
    expected.startTime = SdkExamples::kStart;
    expected.endTime = Timestamp::max();
    for (const Period period : kAllPeriods) {
        for (const AggregateFunction function : kAggregateFunctions) {
            expected.period = period;
            expected.aggregation = function;
            QCOMPARE(request<AggregateMetricsRequest>(
                         u"aggregate %1 %2"_s.arg(periodId(period), functionKey(function))),
                     expected);
        }
    }
    const auto bare = request<AggregateMetricsRequest>(u"aggregate bare"_s);
    QCOMPARE(bare.endTime, Timestamp(1));
    QCOMPARE(bare.timeFilter, MetricTimeFilter::SessionEnd);
}

void WireSdkTest::sendsDefinitionsThatWeRead()
{
    QCOMPARE(request<CreateMetricDefinitionRequest>(u"create definition"_s),
             (CreateMetricDefinitionRequest{u"cpu"_s, {}}));
    QCOMPARE(request<CreateMetricDefinitionRequest>(u"create definition text"_s),
             (CreateMetricDefinitionRequest{u"cpu"_s, u"Load in % \U0001F600"_s}));
    const auto update = [this](const QString &name) {
        return request<UpdateMetricDefinitionRequest>(name).description;
    };
    QCOMPARE(body(u"update definition"_s), QByteArray("{}"));
    QVERIFY(!update(u"update definition"_s).isSet());
    QVERIFY(update(u"update definition null"_s).isNull());
    QCOMPARE(update(u"update definition text"_s), MaybeSet<QString>(u"x"_s));
}

void WireSdkTest::sendsSessionsThatWeRead()
{
    QVERIFY(!body(u"create session"_s).isEmpty());
    QCOMPARE(request<CreateSessionRequest>(u"create session"_s), CreateSessionRequest());
    const CreateSessionRequest full{
        u"north"_s,
        {u"dv"_s},
        u"d"_s,
        {{u"a"_s, QJsonObject{{u"b"_s, QJsonArray{1, 2.5, QJsonValue(QJsonValue::Null)}}}}},
        {u"t"_s},
        {{u"crew"_s, QJsonValue(QJsonValue::Null)}}};
    QCOMPARE(request<CreateSessionRequest>(u"create session full"_s), full);

    QVERIFY(!body(u"update session"_s).isEmpty());
    QCOMPARE(request<UpdateSessionRequest>(u"update session"_s), UpdateSessionRequest());
    const auto cleared = request<UpdateSessionRequest>(u"update session null"_s);
    QVERIFY(cleared.name.isNull() && cleared.description.isNull());
    UpdateSessionRequest changed;
    changed.name = MaybeSet<QString>(u"n"_s);
    changed.description = MaybeSet<QString>(u"d"_s);
    changed.metadataChangeset =
        MetadataChangeset{{u"a"_s}, {u"b"_s}, {{u"a.b"_s, 1}}, {u"c"_s}, true};
    changed.customFieldsChangeset = CustomFieldChangeset{{{u"x"_s, 1}}, {u"y"_s}};
    QCOMPARE(request<UpdateSessionRequest>(u"update session full"_s), changed);
    const auto tagged = request<UpdateSessionRequest>(u"put tags"_s);
    QVERIFY(!tagged.name.isSet());
    QCOMPARE(tagged.metadataChangeset->putTags, QStringList{u"a"_s});

    const auto files = request<AddFilesRequest>(u"add files"_s).files;
    QCOMPARE(files, (std::vector<SessionFile>{
                        {u"fl_1"_s, FileRange{SdkExamples::kStart, Timestamp::max()}},
                        {u"fl_2"_s, {}},
                        {u"fl_3"_s, {}}}));
    QCOMPARE(request<RemoveFilesRequest>(u"remove files"_s).fileIds, QStringList{u"fl_1"_s});
    QCOMPARE(request<SessionDeviceRequest>(u"attach"_s).deviceId, u"dv_1"_s);
    QCOMPARE(request<SessionDeviceRequest>(u"detach"_s).deviceId, u"dv_1"_s);
}

void WireSdkTest::sendsDevicesThatWeRead()
{
    CreateDeviceRequest expected;
    expected.deviceId = u"dv_1"_s;
    QCOMPARE(request<CreateDeviceRequest>(u"create device"_s), expected);
    QCOMPARE(request<CreateDeviceRequest>(u"create device bare"_s), expected);
    expected.orgId = u"og"_s;
    expected.metadata = {{u"a"_s, 1}};
    expected.tags = {u"t"_s};
    expected.customFields = {{u"x"_s, 1}};
    QCOMPARE(request<CreateDeviceRequest>(u"create device full"_s), expected);
    QCOMPARE(body(u"update device bare"_s), QByteArray("{}"));
    QCOMPARE(request<UpdateDeviceRequest>(u"update device"_s).metadataChangeset->putTags,
             QStringList{u"a"_s});
    QCOMPARE(request<InferDevicesRequest>(u"infer devices"_s).fileIds, QStringList{u"fl_1"_s});
}

void WireSdkTest::raisesTheSameErrors()
{
    const QJsonArray raised = m_output.value(u"errors").toArray();
    const std::vector<SdkErrorExample> &examples = m_examples->errors();
    QCOMPARE(static_cast<std::size_t>(raised.size()), examples.size());
    for (std::size_t i = 0; i < examples.size(); ++i) {
        const QJsonObject theirs = raised.at(static_cast<qsizetype>(i)).toObject();
        const RobotoError ours = readError(examples[i].status, examples[i].body);
        QCOMPARE(nameOf(ours.code), theirs.value(u"class").toString());
        if (examples[i].body.startsWith(R"({"error")") && examples[i].status != 404)
            QCOMPARE(theirs.value(u"message").toString(), ours.message);
    }
}

void WireSdkTest::writesErrorsThatWeRead()
{
    const QJsonObject exceptions = m_output.value(u"exceptions").toObject();
    for (auto exception = exceptions.begin(); exception != exceptions.end(); ++exception) {
        const QJsonObject written = exception.value().toObject();
        const RobotoError read =
            readError(written.value(u"status").toInt(), written.value(u"body").toString().toUtf8());
        QVERIFY2(read.code.has_value(), qPrintable(exception.key()));
        QCOMPARE(nameOf(read.code), exception.key());
        QCOMPARE(statusOf(*read.code), read.status);
        QCOMPARE(read.message, u"a \u00e9 \"word\""_s);
    }
    QCOMPARE(exceptions.size(), static_cast<qsizetype>(RobotoErrorCode::ResponseTooLarge) + 1);
}

void WireSdkTest::readsOurPageTokens()
{
    const QJsonArray read = m_output.value(u"tokens").toArray();
    QCOMPARE(read.at(0).toObject(),
             (QJsonObject{{u"listing"_s, u"definitions"_s}, {u"name"_s, u"cpu.usage_max"_s}}));
    QCOMPARE(read.at(1).toObject().value(u"time_ns").toInteger(), SdkExamples::kStart.posixNs());
    QCOMPARE(read.at(1).toObject().value(u"session_id").toString(), u"ss_\u00e9\""_s);
    QCOMPARE(read.at(1).toObject().value(u"now_ns").toInteger(),
             std::numeric_limits<qint64>::max());
    QCOMPARE(definitionsCursor(m_output.value(u"own_token").toString()).value(),
             DefinitionsCursor{u"cpu"_s});
}

void WireSdkTest::appliesChangesAlike()
{
    const QJsonArray changed = m_output.value(u"changes").toArray();
    const std::vector<SdkChangeExample> &examples = m_examples->changes();
    QCOMPARE(static_cast<std::size_t>(changed.size()), examples.size());
    for (std::size_t i = 0; i < examples.size(); ++i) {
        const QJsonObject theirs = changed.at(static_cast<qsizetype>(i)).toObject();
        const SdkChangeExample &example = examples[i];
        QCOMPARE(appliedFields(example.changes, example.fields).value(),
                 theirs.value(u"fields").toObject());
        QCOMPARE(QJsonArray::fromStringList(appliedTags(example.changes, example.tags)),
                 theirs.value(u"tags").toArray());
    }
}

TIDEMARK_TEST(WireSdkTest)
#include "wire_sdk_test.moc"
