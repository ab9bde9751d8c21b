// SPDX-License-Identifier: GPL-3.0-or-later
// What the Roboto SDK's configuration file may hold (roboto-api 1.2), and what is said of another.
#include "services/roboto/client/roboto_config_file.h"
#include "services/roboto/client/roboto_profile.h"
#include "tests/services/roboto/client/config_folder.h"
#include "tests/support/test_registry.h"

#include <QJsonValue>
#include <QTest>

#include <sys/stat.h>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::roboto;
using namespace tidemark::test;

namespace {

class RobotoConfigFileTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }

    void readsBothVersions_data();
    void readsBothVersions();
    void saysWhatIsWrongWithTheFile();
    void unreadableFileIsTold();
    void noTokenIsInAnyError();
    void readsTimeouts_data();
    void readsTimeouts();

private:
    ConfigFolder m_folder;
};

void RobotoConfigFileTest::readsBothVersions_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<int>("profiles");
    QTest::addColumn<QString>("problem"); // the words of the message, if there is none
    QTest::newRow("version 1") << QByteArray(kVersion1) << 4 << QString();
    QTest::newRow("version 0") << QByteArray(kVersion0) << 2 << QString();
    QTest::newRow("an unsound version 1 that is a sound version 0")
        << QByteArray(R"({"version": "v1", "default": {"token": "t"}})") << 1 << QString();
    QTest::newRow("unknown fields")
        << QByteArray(
               R"({"version": "v1", "x": 1, "profiles": {"default": {"api_key": "k", "y": 2}}})")
        << 1 << QString();
    QTest::newRow("time-out as text")
        << QByteArray(R"({"version": "v1", "profiles": {"default": {"api_key": "k",
                       "default_http_timeout": "1.5", "cache_dir": null}}})")
        << 1 << QString();
    const auto bad = [](const char *name, const char *content, const char *problem) {
        QTest::newRow(name) << QByteArray(content) << 0 << QString::fromUtf8(problem);
    };
    bad("empty object", "{}", "\"version\" is not \"v1\"");
    bad("version 2", R"({"version": "v2", "profiles": {"default": {"api_key": "k"}}})",
        "\"version\" is not \"v1\"");
    bad("no profiles", R"({"version": "v1"})", "has no \"profiles\"");
    bad("empty profiles", R"({"version": "v1", "profiles": {}})", "has no \"profiles\"");
    bad("list of profiles", R"({"version": "v1", "profiles": []})", "has no \"profiles\"");
    bad("no key", R"({"version": "v1", "profiles": {"default": {}}})",
        "profile \"default\" has no \"api_key\"");
    bad("key is a number", R"({"version": "v1", "profiles": {"default": {"api_key": 5}}})",
        "profile \"default\" has no \"api_key\"");
    bad("one bad profile of two",
        R"({"version": "v1", "profiles": {"default": {"api_key": "k"}, "b": 5}})",
        "profile \"b\" has no \"api_key\"");
    bad("endpoint is a number",
        R"({"version": "v1", "profiles": {"default": {"api_key": "k", "endpoint": 5}}})",
        "\"endpoint\" of the profile \"default\"");
    bad("folder is a number",
        R"({"version": "v1", "profiles": {"default": {"api_key": "k", "cache_dir": 5}}})",
        "\"cache_dir\" of the profile \"default\"");
    bad("time-out is a list",
        R"({"version": "v1", "profiles": {"default": {"api_key": "k", "default_http_timeout": []}}})",
        "\"default_http_timeout\" of the profile \"default\"");
    bad("default is a number",
        R"({"version": "v1", "default_profile": 5, "profiles": {"default": {"api_key": "k"}}})",
        "\"default_profile\" is no text");
    bad("default is missing",
        R"({"version": "v1", "default_profile": "x", "profiles": {"default": {"api_key": "k"}}})",
        "default profile \"x\" is not among the profiles");
    bad("no profile called default", R"({"version": "v1", "profiles": {"a": {"api_key": "k"}}})",
        "default profile \"default\" is not among the profiles");
}

void RobotoConfigFileTest::readsBothVersions()
{
    QFETCH(const QByteArray, content);
    QFETCH(const int, profiles);
    QFETCH(const QString, problem);
    const auto file = parseConfigFile(content, u"config.json"_s);
    QCOMPARE(file.has_value(), profiles > 0);
    if (file) {
        QCOMPARE(file->profiles.size(), static_cast<std::size_t>(profiles));
        return;
    }
    QCOMPARE(file.error().detail, u"roboto.config.profiles"_s);
    QVERIFY2(file.error().message.contains(problem), qPrintable(file.error().message));
    QVERIFY(file.error().message.contains(u"config.json"_s));
}

void RobotoConfigFileTest::saysWhatIsWrongWithTheFile()
{
    const auto from = [](const QString &file) {
        return findProfile(environmentOf({{u"ROBOTO_CONFIG_FILE"_s, file}}));
    };
    const QString absent = m_folder.path(u"absent.json"_s);
    QCOMPARE(from(absent).error().code, ErrorCode::NotFound);
    QCOMPARE(from(absent).error().detail, u"roboto.config.missing"_s);
    QVERIFY(from(absent).error().message.contains(absent));
    QVERIFY(from(absent).error().message.contains(u"ROBOTO_API_KEY"_s));
    const auto json = from(m_folder.write("{\"default\": "));
    QVERIFY(json.error().detail.startsWith(u"roboto.config.json"_s));
    QVERIFY(json.error().message.contains(u"not valid JSON"_s));
    QVERIFY(from(m_folder.write("")).error().detail.startsWith(u"roboto.config.json"_s));
    QCOMPARE(from(m_folder.write("[1]")).error().detail, u"roboto.config.object"_s);
    QCOMPARE(from(m_folder.path()).error().code, ErrorCode::Io); // a folder
    const QByteArray sound = R"({"default": {"token": "t"}})";
    const QByteArray full = sound + QByteArray(kMaxConfig_bytes - sound.size(), ' ');
    QCOMPARE(tokenOf(from(m_folder.write(full))), QByteArray("t"));
    QCOMPARE(from(m_folder.write(full + ' ')).error().detail, u"roboto.config.size"_s);
    QCOMPARE(from(m_folder.write(R"({"default": {"token": " "}})")).error().detail,
             u"roboto.token.empty"_s);
    QCOMPARE(from(m_folder.write(R"({"default": {"token": "robo_pat_x"}})")).error().detail,
             u"roboto.token.old"_s);
    const auto address =
        from(m_folder.write(R"({"default": {"token": "t", "default_endpoint": "ftp://x"}})"));
    QCOMPARE(address.error().detail, u"url.scheme"_s);
    QVERIFY(address.error().message.contains(u"the profile \"default\""_s));
}

void RobotoConfigFileTest::unreadableFileIsTold()
{
    const QString pipe = m_folder.path(u"pipe"_s);
    QCOMPARE(::mkfifo(pipe.toLocal8Bit().constData(), 0600), 0);
    const auto profile = findProfile(environmentOf({{u"ROBOTO_CONFIG_FILE"_s, pipe}}));
    QCOMPARE(profile.error().code, ErrorCode::Io); // and no waiting for a writer
}

void RobotoConfigFileTest::noTokenIsInAnyError()
{
    const QByteArray token = "unmistakable-9Xq";
    const std::vector<QByteArray> contents{
        "{\"default\": {\"token\": \"" + token + "\"",
        "{\"version\": \"v1\", \"profiles\": {\"default\": {\"api_key\": \"" + token +
            "\", \"endpoint\": 5}}}",
        "{\"version\": \"v1\", \"profiles\": {\"other\": {\"api_key\": \"" + token + "\"}}}",
        "{\"default\": {\"token\": \"robo_pat" + token + "\"}}",
        "{\"default\": {\"token\": \"" + token + "\", \"default_endpoint\": \"ftp://" + token +
            "@x\"}}",
    };
    for (const QByteArray &content : contents) {
        const auto profile =
            findProfile(environmentOf({{u"ROBOTO_CONFIG_FILE"_s, m_folder.write(content)}}));
        QVERIFY(!profile);
        const QString text = profile.error().message + profile.error().detail;
        QVERIFY2(!text.contains(QString::fromLatin1(token)), qPrintable(text));
    }
}

void RobotoConfigFileTest::readsTimeouts_data()
{
    QTest::addColumn<QJsonValue>("value");
    QTest::addColumn<int>("expected_ms"); // −1 for none
    QTest::newRow("whole") << QJsonValue(10) << 10'000;
    QTest::newRow("fraction") << QJsonValue(0.25) << 250;
    QTest::newRow("tiny") << QJsonValue(1e-9) << 1;
    QTest::newRow("text") << QJsonValue(u"1e1"_s) << 10'000;
    QTest::newRow("a day") << QJsonValue(86'400) << 86'400'000;
    QTest::newRow("more than a day") << QJsonValue(86'401) << -1;
    QTest::newRow("zero") << QJsonValue(0) << -1;
    QTest::newRow("negative") << QJsonValue(-1) << -1;
    QTest::newRow("infinity") << QJsonValue(u"inf"_s) << -1;
    QTest::newRow("nan") << QJsonValue(u"nan"_s) << -1;
    QTest::newRow("comma") << QJsonValue(u"1,5"_s) << -1;
    QTest::newRow("truth") << QJsonValue(true) << -1;
    QTest::newRow("null") << QJsonValue() << -1;
}

void RobotoConfigFileTest::readsTimeouts()
{
    QFETCH(const QJsonValue, value);
    QFETCH(const int, expected_ms);
    const auto timeout = timeoutFromSeconds(value);
    QCOMPARE(timeout ? timeout->count() : -1, std::int64_t{expected_ms});
}

} // namespace

TIDEMARK_TEST(RobotoConfigFileTest)
#include "roboto_config_file_test.moc"
