// SPDX-License-Identifier: GPL-3.0-or-later
// The AWS SDK for Python, unmodified: it signs the same requests, and its model of CloudWatch reads
// what we write (tests/interop/botocore_sign.py).
#include "services/cloudwatch/put_metric_data.h"
#include "services/cloudwatch/signature_v4.h"
#include "services/metrics/windows/kpl_names.h"
#include "tests/support/python_environment.h"
#include "tests/support/test_registry.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::cloudwatch;
using namespace tidemark::test;

namespace {

class BotocoreTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init() { failOnUnexpectedWarnings(); }
    void signsAsItDoes();
    void itsModelTakesWhatWeWrite();
    void itsOwnRequestHasOurShape();

private:
    [[nodiscard]] QJsonObject play(const QJsonObject &input) const;

    QString m_python;
    QTemporaryDir m_folder;
};

constexpr std::int64_t kAt_ns = 1'700'000'000'000'000'000;

CloudWatchDatum datum(const std::string &name)
{
    return {name,   {{"StreamName", "a \"b\" \\ ~"}, {"ShardId", "7"}},
            kAt_ns, kAt_ns,
            {},     StatisticSet{3, 6.5, 1, 3}};
}

void BotocoreTest::initTestCase()
{
    const auto python = PythonEnvironment::make(QStringLiteral(TIDEMARK_INTEROP_FOLDER) +
                                                u"/botocore_requirements.txt"_s);
    QVERIFY2(!python.isBroken, qPrintable(python.absence));
    if (python.program.isEmpty())
        QSKIP(qPrintable(u"whole class: "_s + python.absence));
    m_python = python.program;
}

QJsonObject BotocoreTest::play(const QJsonObject &input) const
{
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    const QStringList names = environment.keys();
    for (const QString &name : names) {
        if (name.startsWith("AWS_"_L1))
            environment.remove(name);
    }
    environment.insert(u"HOME"_s, m_folder.path());
    environment.insert(u"PYTHONDONTWRITEBYTECODE"_s, u"1"_s);
    environment.insert(u"AWS_EC2_METADATA_DISABLED"_s, u"true"_s);
    QProcess process;
    process.setProcessEnvironment(environment);
    process.start(m_python, {u"-W"_s, u"ignore"_s,
                             QStringLiteral(TIDEMARK_INTEROP_FOLDER) + u"/botocore_sign.py"_s});
    process.write(QJsonDocument(input).toJson());
    process.closeWriteChannel();
    constexpr int kPatience_ms = 120'000;
    if (!process.waitForFinished(kPatience_ms) || process.exitCode() != 0)
        qWarning("%s", process.readAllStandardError().constData());
    return QJsonDocument::fromJson(process.readAllStandardOutput()).object();
}

void BotocoreTest::signsAsItDoes()
{
    const QByteArray keyId = "AKIDEXAMPLE";
    const QByteArray secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
    QJsonArray requests;
    std::vector<QByteArray> ours;
    const QByteArrayList bodies{"", "{}", "Z\xc3\xbcrich \xf0\x9f\x8c\x8a",
                                QByteArray(1'000'000, 'x'), QByteArray(4, '\0')};
    for (const QByteArray &token : {""_ba, "AQoDYXdzEPT//=="_ba}) {
        for (const QByteArray &path : {"/"_ba, "/v1/metrics"_ba, "/a%20b/c"_ba}) {
            for (const QByteArray &body : bodies) {
                const Timestamp at(kAt_ns + std::int64_t(requests.size()) * 40'000'000'000'000);
                SignedRequest request;
                request.path = path;
                request.body = body;
                request.headers = {{"Content-Type", "application/x-amz-json-1.0"},
                                   {"Host", "monitoring.eu-central-1.amazonaws.com"},
                                   {"X-Amz-Target", "GraniteServiceVersion20100801.PutMetricData"}};
                const auto headers = signatureHeaders(
                    request, {QString::fromLatin1(keyId), Secret(secret), Secret(token)},
                    {"eu-central-1", "monitoring"}, at);
                ours.push_back(headers.back().value.reveal().toByteArray());
                requests << QJsonObject{
                    {u"method"_s, u"POST"_s},
                    {u"url"_s,
                     QString::fromLatin1("https://monitoring.eu-central-1.amazonaws.com" + path)},
                    {u"headers"_s, QJsonObject{{u"Content-Type"_s, u"application/x-amz-json-1.0"_s},
                                               {u"X-Amz-Target"_s,
                                                u"GraniteServiceVersion20100801.PutMetricData"_s}}},
                    {u"body"_s, QString::fromLatin1(body.toBase64())},
                    {u"key"_s, QString::fromLatin1(keyId)},
                    {u"secret"_s, QString::fromLatin1(secret)},
                    {u"token"_s, QString::fromLatin1(token)},
                    {u"region"_s, u"eu-central-1"_s},
                    {u"service"_s, u"monitoring"_s},
                    {u"at"_s, QString::fromLatin1(amzDate(at))}};
            }
        }
    }
    const QJsonArray theirs =
        play({{u"requests"_s, requests}}).value(u"authorizations"_s).toArray();
    QCOMPARE(theirs.size(), 30);
    for (std::size_t i = 0; i < ours.size(); ++i)
        QCOMPARE(ours[i], theirs.at(qsizetype(i)).toString().toLatin1());
}

void BotocoreTest::itsModelTakesWhatWeWrite()
{
    std::vector<QByteArray> texts;
    for (const metrics::KplName &known : metrics::kplNames()) {
        CloudWatchDatum one = datum(std::string(known.name));
        one.unit = unitName(known.unit);
        texts.push_back(metricDatumJson(one));
    }
    for (int unit = 0; unit <= int(metrics::MetricUnit::OperationsPerSecond); ++unit) {
        CloudWatchDatum one = datum("m" + std::to_string(unit));
        one.unit = unitName(metrics::MetricUnit(unit));
        one.value = ValueCounts{{{1.5, 2}, {2.5, 3}}, 10.5};
        texts.push_back(metricDatumJson(one));
    }
    CloudWatchDatum plain = datum("plain");
    plain.value = Level{-0.0};
    texts.push_back(metricDatumJson(plain));
    const QByteArray body = putMetricDataBody(u"Tidemark"_s, texts);
    // a body with mistakes shows that the model looks
    const QByteArray wrong =
        R"({"Namespace":"T","MetricData":[{"Metric":"x","Unit":"Miles","Value":"1"}]})";
    const QJsonArray problems =
        play({{u"bodies"_s, QJsonArray{QString::fromLatin1(body.toBase64()),
                                       QString::fromLatin1(wrong.toBase64())}}})
            .value(u"problems"_s)
            .toArray();
    QCOMPARE(problems.at(0).toString(), QString());
    QCOMPARE(problems.size(), 2);
    QVERIFY(problems.at(1).toString().contains(u"Miles"_s));
}

void BotocoreTest::itsOwnRequestHasOurShape()
{
    CloudWatchDatum one = datum("RequestTime");
    one.unit = "Milliseconds";
    const std::vector<QByteArray> texts{metricDatumJson(one)};
    const QByteArray ours = putMetricDataBody(u"Tidemark"_s, texts);
    const QJsonObject parameters = QJsonDocument::fromJson(ours).object();
    const QJsonObject theirs = play({{u"parameters"_s, parameters}});
    const QByteArray body = QByteArray::fromBase64(theirs.value(u"body"_s).toString().toLatin1());
    QCOMPARE(QJsonDocument::fromJson(body).object(), parameters);
    const QJsonObject headers = theirs.value(u"headers"_s).toObject();
    QCOMPARE(headers.value(u"X-Amz-Target"_s), u"GraniteServiceVersion20100801.PutMetricData"_s);
    QCOMPARE(headers.value(u"Content-Type"_s), u"application/x-amz-json-1.0"_s);
    QCOMPARE(theirs.value(u"path"_s), u"/"_s);
}

} // namespace

TIDEMARK_TEST(BotocoreTest)
#include "botocore_test.moc"
