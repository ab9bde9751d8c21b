// SPDX-License-Identifier: GPL-3.0-or-later
// Which profile is used, by each rule of the Roboto SDK's configuration (roboto-api 1.2).
#include "services/roboto/client/roboto_profile.h"
#include "tests/services/roboto/client/config_folder.h"
#include "tests/support/test_registry.h"

#include <QDir>
#include <QFile>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::roboto;
using namespace tidemark::test;
using namespace std::chrono_literals;

namespace {

class RobotoProfileTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }
    void environmentComesFirst_data();
    void environmentComesFirst();
    void environmentSetsEndpointAndTimeout();
    void fileDecidesAloneWithoutAToken();
    void choosesTheProfile_data();
    void choosesTheProfile();
    void findsTheFile();
    void offersAllThatCanBeUsed();
    void saysWhatIsWrong_data();
    void saysWhatIsWrong();

private:
    ConfigFolder m_folder;
};

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
    variables.emplace_back(u"ROBOTO_CONFIG_FILE"_s, m_folder.write(kVersion1));
    QCOMPARE(tokenOf(findProfile(environmentOf(variables))), token);
}

void RobotoProfileTest::environmentSetsEndpointAndTimeout()
{
    // the file is not even looked at: it is not there
    Variables variables{{u"ROBOTO_API_KEY"_s, u"key"_s},
                        {u"ROBOTO_CONFIG_FILE"_s, m_folder.path(u"absent"_s)},
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
    const QString file = m_folder.write(kVersion1);
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
    const auto profile =
        findProfile(environmentOf({{u"ROBOTO_CONFIG_FILE"_s, m_folder.write(content)},
                                   {u"ROBOTO_PROFILE"_s, variable}}),
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
    QCOMPARE(
        tokenOf(findProfile(environmentOf(
            {{u"HOME"_s, home.path()}, {u"roboto_config_file"_s, m_folder.write(kVersion1)}}))),
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
    const Variables::value_type file{u"ROBOTO_CONFIG_FILE"_s, m_folder.write(kVersion1)};
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
    QCOMPARE(offered({{u"ROBOTO_CONFIG_FILE"_s, m_folder.path(u"absent"_s)}}), QStringList());
    QCOMPARE(offered({{u"ROBOTO_CONFIG_FILE"_s, m_folder.write("{")}}),
             QStringList{u"error: roboto.config.json: unterminated object"_s});
    const QString some = m_folder.write(R"({"version": "v1", "profiles": {
        "default": {"api_key": "k", "endpoint": "ftp://x"}, "old": {"api_key": "robo_pat_1"},
        "good": {"api_key": "g"}}})");
    QCOMPARE(offered({{u"ROBOTO_CONFIG_FILE"_s, some}}),
             QStringList{u"good "_s + hosted + u" g"_s});
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

} // namespace

TIDEMARK_TEST(RobotoProfileTest)
#include "roboto_profile_test.moc"
