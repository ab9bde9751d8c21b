// SPDX-License-Identifier: GPL-3.0-or-later
// Each rule of the Roboto SDK's configuration (roboto-api 1.2).
#include "services/roboto/client/roboto_config_file.h"
#include "services/roboto/client/roboto_profile.h"
#include "tests/support/test_registry.h"

#include <QDir>
#include <QFile>
#include <QJsonValue>
#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::roboto;
using namespace std::chrono_literals;

namespace {

using Variables = std::vector<std::pair<QString, QString>>;

class RobotoProfileTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { tidemark::test::failOnUnexpectedWarnings(); }
    void environmentComesFirst_data();
    void environmentComesFirst();
    void environmentSetsEndpointAndTimeout();
    void fileDecidesAloneWithoutAToken();
    void choosesTheProfile_data();
    void choosesTheProfile();
    void findsTheFile();
    void offersAllThatCanBeUsed();
    void readsBothVersions_data();
    void readsBothVersions();
    void saysWhatIsWrong_data();
    void saysWhatIsWrong();
    void saysWhatIsWrongWithTheFile();
    void unreadableFileIsTold();
    void noTokenIsInAnyError();
    void readsTimeouts_data();
    void readsTimeouts();

private:
    QString write(const QByteArray &content)
    {
        const QString name = m_folder.filePath(QString::number(++m_count) + u".json"_s);
        QFile file(name);
        if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
            qFatal("The test cannot write its files.");
        return name;
    }

    QTemporaryDir m_folder;
    int m_count = 0;
};

// below the class: moc 6.4 loses its way in raw strings before one
constexpr auto kVersion1 = R"({
  "version": "v1",
  "default_profile": "prod",
  "profiles": {
    "prod":  {"api_key": "key-prod", "endpoint": "https://api.roboto.ai"},
    "local": {"api_key": "key-local", "endpoint": "http://127.0.0.1:8765/",
              "default_http_timeout": 10, "cache_dir": "/somewhere"},
    "short": {"api_key": "key-short"},
    "default": {"api_key": "key-default"}
  }
})";
constexpr auto kVersion0 = R"({
  "default": {"token": "old-default", "default_endpoint": "https://old.example"},
  "other": {"token": "old-other"},
  "misfit": {"api_key": "x"}, "number": 7, "list": [], "bad": {"token": 5},
  "badly": {"token": "t", "default_endpoint": 5}
})";

QProcessEnvironment environmentOf(const Variables &variables)
{
    QProcessEnvironment environment;
    for (const auto &[name, value] : variables)
        environment.insert(name, value);
    return environment;
}

QByteArray tokenOf(const Result<RobotoProfile> &profile)
{
    return profile ? profile->token.reveal().toByteArray()
                   : "error: " + profile.error().detail.toUtf8();
}

void RobotoProfileTest::environmentComesFirst_data()
{
    QTest::addColumn<Variables>("variables");
    QTest::addColumn<QByteArray>("token");
    const Variables::value_type key{u"ROBOTO_API_KEY"_s, u"key"_s};
    const Variables::value_type bearer{u"ROBOTO_BEARER_TOKEN"_s, u"bearer"_s};
    QTest::newRow("key") << Variables{key} << QByteArray("key");
    QTest::newRow("bearer") << Variables{bearer} << QByteArray("bearer");
    QTest::newRow("key before bearer") << Variables{bearer, key} << QByteArray("key");
    QTest::newRow("empty key is unset")
        << Variables{{u"ROBOTO_API_KEY"_s, QString()}, bearer} << QByteArray("bearer");
    QTest::newRow("lower case") << Variables{{u"roboto_api_key"_s, u"lower"_s}}
                                << QByteArray("lower");
    QTest::newRow("mixed case") << Variables{{u"Roboto_Api_Key"_s, u"mixed"_s}}
                                << QByteArray("mixed");
    QTest::newRow("upper case before lower")
        << Variables{{u"roboto_api_key"_s, u"lower"_s}, key} << QByteArray("key");
    QTest::newRow("both empty: the file")
        << Variables{{u"ROBOTO_API_KEY"_s, QString()}, {u"ROBOTO_BEARER_TOKEN"_s, QString()}}
        << QByteArray("key-prod");
    QTest::newRow("nothing: the file") << Variables{} << QByteArray("key-prod");
}

void RobotoProfileTest::environmentComesFirst()
{
    QFETCH(Variables, variables);
    QFETCH(const QByteArray, token);
    variables.emplace_back(u"ROBOTO_CONFIG_FILE"_s, write(kVersion1));
    QCOMPARE(tokenOf(findProfile(environmentOf(variables))), token);
}

void RobotoProfileTest::environmentSetsEndpointAndTimeout()
{
    // the file is not even looked at: it is not there
    Variables variables{{u"ROBOTO_API_KEY"_s, u"key"_s},
                        {u"ROBOTO_CONFIG_FILE"_s, m_folder.filePath(u"absent"_s)},
                        {u"ROBOTO_PROFILE"_s, u"absent"_s}};
    const auto plain = findProfile(environmentOf(variables));
    QVERIFY(plain);
    QCOMPARE(plain->endpoint.base, QUrl(u"https://api.roboto.ai"_s));
    QCOMPARE(plain->timeout, kDefaultTimeout);
    QVERIFY(plain->file.isEmpty() && plain->name.isEmpty());
    variables.emplace_back(u"ROBOTO_SERVICE_ENDPOINT"_s, u"http://127.0.0.1:9/prefix/"_s);
    variables.emplace_back(u"ROBOTO_DEFAULT_HTTP_TIMEOUT"_s, u"2.5"_s);
    variables.emplace_back(u"ROBOTO_SERVICE_URL"_s, u"https://deprecated.example"_s);
    const auto set = findProfile(environmentOf(variables), u"explicit"_s);
    QVERIFY(set);
    QCOMPARE(set->endpoint.base, QUrl(u"http://127.0.0.1:9/prefix"_s));
    QCOMPARE(set->timeout, 2500ms);
}

void RobotoProfileTest::fileDecidesAloneWithoutAToken()
{
    const QString file = write(kVersion1);
    const auto profile =
        findProfile(environmentOf({{u"ROBOTO_CONFIG_FILE"_s, file},
                                   {u"ROBOTO_SERVICE_ENDPOINT"_s, u"https://ignored.example"_s},
                                   {u"ROBOTO_DEFAULT_HTTP_TIMEOUT"_s, u"not read"_s}}),
                    u"local"_s);
    QVERIFY2(profile, profile ? "" : qPrintable(profile.error().message));
    QCOMPARE(profile->endpoint.base, QUrl(u"http://127.0.0.1:8765"_s)); // without its slash
    QVERIFY(!profile->endpoint.sendsInTheClear);
    QCOMPARE(profile->timeout, 10s);
    QCOMPARE(profile->name, u"local"_s);
    QCOMPARE(profile->file, file);
}

void RobotoProfileTest::choosesTheProfile_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QString>("variable");
    QTest::addColumn<QString>("argument");
    QTest::addColumn<QByteArray>("token");
    const QByteArray one = kVersion1;
    const QByteArray old = kVersion0;
    QByteArray unnamed = kVersion1;
    unnamed.replace(R"("default_profile": "prod",)", "");
    QByteArray null = kVersion1;
    null.replace(R"("default_profile": "prod")", R"("default_profile": null)");
    const QString none;
    QTest::newRow("file's default") << one << none << none << QByteArray("key-prod");
    QTest::newRow("variable") << one << u"local"_s << none << QByteArray("key-local");
    QTest::newRow("argument before variable")
        << one << u"local"_s << u"short"_s << QByteArray("key-short");
    QTest::newRow("named default") << unnamed << none << none << QByteArray("key-default");
    QTest::newRow("null default") << null << none << none << QByteArray("key-default");
    QTest::newRow("unknown variable")
        << one << u"nobody"_s << none << QByteArray("error: roboto.config.profile");
    QTest::newRow("unknown argument")
        << one << u"local"_s << u"Local"_s << QByteArray("error: roboto.config.profile");
    QTest::newRow("old default") << old << none << none << QByteArray("old-default");
    QTest::newRow("old variable") << old << u"other"_s << none << QByteArray("old-other");
    QTest::newRow("old misfit") << old << u"misfit"_s << none
                                << QByteArray("error: roboto.config.profile");
    QTest::newRow("old without default") << QByteArray(R"({"a": {"token": "t"}})") << none << none
                                         << QByteArray("error: roboto.config.profile");
}

void RobotoProfileTest::choosesTheProfile()
{
    QFETCH(const QByteArray, content);
    QFETCH(const QString, variable);
    QFETCH(const QString, argument);
    QFETCH(const QByteArray, token);
    const auto profile = findProfile(
        environmentOf({{u"ROBOTO_CONFIG_FILE"_s, write(content)}, {u"ROBOTO_PROFILE"_s, variable}}),
        argument);
    QCOMPARE(tokenOf(profile), token);
    if (!profile) {
        QCOMPARE(profile.error().code, ErrorCode::NotFound);
        QVERIFY(profile.error().message.contains(u"has no profile"_s));
    }
}

void RobotoProfileTest::findsTheFile()
{
    const QDir home(m_folder.path());
    QVERIFY(home.mkpath(u".roboto"_s));
    QFile file(home.filePath(u".roboto/config.json"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(R"({"default": {"token": "of-the-home"}})");
    file.close();
    QCOMPARE(tokenOf(findProfile(environmentOf({{u"HOME"_s, home.path()}}))),
             QByteArray("of-the-home"));
    QCOMPARE(tokenOf(findProfile(environmentOf(
                 {{u"HOME"_s, home.path()}, {u"roboto_config_file"_s, write(kVersion1)}}))),
             QByteArray("key-prod"));
}

void RobotoProfileTest::offersAllThatCanBeUsed()
{
    const auto offered = [](const Variables &variables) {
        QStringList texts;
        const auto all = allProfiles(environmentOf(variables));
        if (!all)
            return QStringList{u"error: "_s + all.error().detail};
        for (const RobotoProfile &profile : *all)
            texts.append(profile.name % u' ' % profile.endpoint.base.toString() % u' ' %
                         QString::fromUtf8(profile.token.reveal()));
        return texts;
    };
    const Variables::value_type file{u"ROBOTO_CONFIG_FILE"_s, write(kVersion1)};
    const QString hosted = u"https://api.roboto.ai"_s;
    const QString local = u"local http://127.0.0.1:8765 key-local"_s;
    const QStringList rest{u"default "_s + hosted + u" key-default"_s, local,
                           u"short "_s + hosted + u" key-short"_s};
    const QString prod = u"prod "_s + hosted + u" key-prod"_s;
    QCOMPARE(offered({file}), QStringList{prod} + rest);
    QCOMPARE(offered({file, {u"ROBOTO_PROFILE"_s, u"local"_s}}),
             (QStringList{local, rest[0], prod, rest[2]}));
    QCOMPARE(offered({file, {u"ROBOTO_API_KEY"_s, u"key"_s}}),
             QStringList{u' ' + hosted + u" key"_s});
    QCOMPARE(offered({{u"ROBOTO_CONFIG_FILE"_s, m_folder.filePath(u"absent"_s)}}), QStringList());
    QCOMPARE(offered({{u"ROBOTO_CONFIG_FILE"_s, write("{")}}),
             QStringList{u"error: roboto.config.json: unterminated object"_s});
    const QString some = write(R"({"version": "v1", "profiles": {
        "default": {"api_key": "k", "endpoint": "ftp://x"}, "old": {"api_key": "robo_pat_1"},
        "good": {"api_key": "g"}}})");
    QCOMPARE(offered({{u"ROBOTO_CONFIG_FILE"_s, some}}),
             QStringList{u"good "_s + hosted + u" g"_s});
}

void RobotoProfileTest::readsBothVersions_data()
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

void RobotoProfileTest::readsBothVersions()
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

void RobotoProfileTest::saysWhatIsWrong_data()
{
    QTest::addColumn<Variables>("variables");
    QTest::addColumn<QString>("detail");
    QTest::addColumn<QString>("words");
    const Variables::value_type key{u"ROBOTO_API_KEY"_s, u"key"_s};
    QTest::newRow("time-out") << Variables{key, {u"ROBOTO_DEFAULT_HTTP_TIMEOUT"_s, u"soon"_s}}
                              << u"roboto.timeout"_s << u"such as 30"_s;
    QTest::newRow("negative time-out")
        << Variables{key, {u"ROBOTO_DEFAULT_HTTP_TIMEOUT"_s, u"-1"_s}} << u"roboto.timeout"_s
        << u"such as 30"_s;
    QTest::newRow("address") << Variables{key, {u"ROBOTO_SERVICE_ENDPOINT"_s, u"api.roboto.ai"_s}}
                             << u"url.scheme"_s << u"in the environment"_s;
    QTest::newRow("link-local address")
        << Variables{key, {u"ROBOTO_SERVICE_ENDPOINT"_s, u"http://169.254.169.254"_s}}
        << u"url.linkLocal"_s << u"credentials"_s;
    QTest::newRow("old token") << Variables{{u"ROBOTO_API_KEY"_s, u"robo_pat_1"_s}}
                               << u"roboto.token.old"_s << u"new token"_s;
}

void RobotoProfileTest::saysWhatIsWrong()
{
    QFETCH(const Variables, variables);
    QFETCH(const QString, detail);
    QFETCH(const QString, words);
    const auto profile = findProfile(environmentOf(variables));
    QVERIFY(!profile);
    QCOMPARE(profile.error().detail, detail);
    QVERIFY2(profile.error().message.contains(words), qPrintable(profile.error().message));
}

void RobotoProfileTest::saysWhatIsWrongWithTheFile()
{
    const auto from = [](const QString &file) {
        return findProfile(environmentOf({{u"ROBOTO_CONFIG_FILE"_s, file}}));
    };
    const QString absent = m_folder.filePath(u"absent.json"_s);
    QCOMPARE(from(absent).error().code, ErrorCode::NotFound);
    QCOMPARE(from(absent).error().detail, u"roboto.config.missing"_s);
    QVERIFY(from(absent).error().message.contains(absent));
    QVERIFY(from(absent).error().message.contains(u"ROBOTO_API_KEY"_s));
    const auto json = from(write("{\"default\": "));
    QVERIFY(json.error().detail.startsWith(u"roboto.config.json"_s));
    QVERIFY(json.error().message.contains(u"not valid JSON"_s));
    QVERIFY(from(write("")).error().detail.startsWith(u"roboto.config.json"_s));
    QCOMPARE(from(write("[1]")).error().detail, u"roboto.config.object"_s);
    QCOMPARE(from(m_folder.path()).error().code, ErrorCode::Io); // a folder
    const QByteArray sound = R"({"default": {"token": "t"}})";
    const QByteArray full = sound + QByteArray(kMaxConfig_bytes - sound.size(), ' ');
    QCOMPARE(tokenOf(from(write(full))), QByteArray("t"));
    QCOMPARE(from(write(full + ' ')).error().detail, u"roboto.config.size"_s);
    QCOMPARE(from(write(R"({"default": {"token": " "}})")).error().detail, u"roboto.token.empty"_s);
    QCOMPARE(from(write(R"({"default": {"token": "robo_pat_x"}})")).error().detail,
             u"roboto.token.old"_s);
    const auto address =
        from(write(R"({"default": {"token": "t", "default_endpoint": "ftp://x"}})"));
    QCOMPARE(address.error().detail, u"url.scheme"_s);
    QVERIFY(address.error().message.contains(u"the profile \"default\""_s));
}

void RobotoProfileTest::unreadableFileIsTold()
{
    const QString pipe = m_folder.filePath(u"pipe"_s);
    QCOMPARE(::mkfifo(pipe.toLocal8Bit().constData(), 0600), 0);
    const auto profile = findProfile(environmentOf({{u"ROBOTO_CONFIG_FILE"_s, pipe}}));
    QCOMPARE(profile.error().code, ErrorCode::Io); // and no waiting for a writer
}

void RobotoProfileTest::noTokenIsInAnyError()
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
            findProfile(environmentOf({{u"ROBOTO_CONFIG_FILE"_s, write(content)}}));
        QVERIFY(!profile);
        const QString text = profile.error().message + profile.error().detail;
        QVERIFY2(!text.contains(QString::fromLatin1(token)), qPrintable(text));
    }
}

void RobotoProfileTest::readsTimeouts_data()
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

void RobotoProfileTest::readsTimeouts()
{
    QFETCH(const QJsonValue, value);
    QFETCH(const int, expected_ms);
    const auto timeout = timeoutFromSeconds(value);
    QCOMPARE(timeout ? timeout->count() : -1, std::int64_t{expected_ms});
}

} // namespace

TIDEMARK_TEST(RobotoProfileTest)
#include "roboto_profile_test.moc"
