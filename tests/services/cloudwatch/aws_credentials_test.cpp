// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/cloudwatch/aws_credentials.h"
#include "tests/support/test_registry.h"

#include <QDebug>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::cloudwatch;

namespace {

constexpr auto kFile = "# keys of mine\r\n"
                       "[default]\r\n"
                       "aws_access_key_id = ID-DEFAULT\r\n"
                       "aws_secret_access_key=k3y/with+and=sign\r\n"
                       "\n"
                       "[ work ]\n"
                       "AWS_ACCESS_KEY_ID=ID-OLD\n"
                       "aws_access_key_id=ID-WORK ; the newer one\n"
                       "aws_secret_access_key = w0rk#key\n"
                       "aws_session_token = t0ken==\n"
                       "s3 =\n"
                       "  aws_access_key_id = ID-NESTED\n"
                       "[profile spelled]\n"
                       "aws_access_key_id = ID-SPELLED\n"
                       "aws_secret_access_key = sp\n"
                       "[role]\n"
                       "role_arn = arn:aws:iam::1:role/x\n"
                       "[sso]\n"
                       "sso_start_url = https://example.org\n"
                       "[half]\n"
                       "aws_access_key_id = ID-HALF\n";

class AwsCredentialsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void environmentComesFirst();
    void halfAnEnvironmentIsRefused_data();
    void halfAnEnvironmentIsRefused();
    void profilesAreRead_data();
    void profilesAreRead();
    void whatIsMissingIsNamed_data();
    void whatIsMissingIsNamed();
    void hugeFileIsRefused();
    void nothingIsPrinted();

private:
    [[nodiscard]] Result<AwsCredentials> find(const QMap<QString, QString> &variables) const;

    QTemporaryDir m_home;
};

void AwsCredentialsTest::init()
{
    test::failOnUnexpectedWarnings();
    QDir(m_home.path()).mkpath(u".aws"_s);
    QFile file(m_home.filePath(u".aws/credentials"_s));
    QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
    file.write(kFile);
}

Result<AwsCredentials> AwsCredentialsTest::find(const QMap<QString, QString> &variables) const
{
    QProcessEnvironment environment;
    for (auto it = variables.begin(); it != variables.end(); ++it)
        environment.insert(it.key(), it.value());
    return findCredentials(environment, m_home.path());
}

void AwsCredentialsTest::environmentComesFirst()
{
    const auto found = find({{u"AWS_ACCESS_KEY_ID"_s, u"ID"_s},
                             {u"AWS_SECRET_ACCESS_KEY"_s, u"key"_s},
                             {u"AWS_SESSION_TOKEN"_s, u"token"_s},
                             {u"AWS_PROFILE"_s, u"work"_s}});
    QVERIFY(found.has_value());
    QCOMPARE(found->accessKeyId, u"ID"_s);
    QVERIFY(found->secretKey == Secret(QByteArrayView("key")));
    QVERIFY(found->sessionToken == Secret(QByteArrayView("token")));
    // variables that are empty count as not set
    QCOMPARE(find({{u"AWS_ACCESS_KEY_ID"_s, u""_s}, {u"AWS_PROFILE"_s, u""_s}})->accessKeyId,
             u"ID-DEFAULT"_s);
}

void AwsCredentialsTest::halfAnEnvironmentIsRefused_data()
{
    QTest::addColumn<QString>("set");
    QTest::addColumn<QString>("missing");
    QTest::newRow("no key") << u"AWS_ACCESS_KEY_ID"_s << u"AWS_SECRET_ACCESS_KEY"_s;
    QTest::newRow("no id") << u"AWS_SECRET_ACCESS_KEY"_s << u"AWS_ACCESS_KEY_ID"_s;
}

void AwsCredentialsTest::halfAnEnvironmentIsRefused()
{
    QFETCH(QString, set);
    QFETCH(QString, missing);
    const auto found = find({{set, u"hidden-value"_s}});
    QCOMPARE(found.error().code, ErrorCode::InvalidArgument);
    QVERIFY(found.error().message.startsWith(set));
    QVERIFY(found.error().message.contains(missing));
    QVERIFY(!found.error().message.contains(u"hidden-value"_s));
}

void AwsCredentialsTest::profilesAreRead_data()
{
    QTest::addColumn<QString>("profile");
    QTest::addColumn<QString>("id");
    QTest::addColumn<QByteArray>("key");
    QTest::addColumn<QByteArray>("token");
    QTest::newRow("default") << QString() << u"ID-DEFAULT"_s << "k3y/with+and=sign"_ba
                             << ""_ba;
    QTest::newRow("named") << u"work"_s << u"ID-WORK"_s << "w0rk#key"_ba
                           << "t0ken=="_ba;
    QTest::newRow("spelled") << u"spelled"_s << u"ID-SPELLED"_s << "sp"_ba
                             << ""_ba;
}

void AwsCredentialsTest::profilesAreRead()
{
    QFETCH(QString, profile);
    QFETCH(QByteArray, key);
    QFETCH(QByteArray, token);
    const auto found = find({{u"AWS_PROFILE"_s, profile}});
    QVERIFY2(found.has_value(), found ? "" : qPrintable(found.error().message));
    QTEST(found->accessKeyId, "id");
    QVERIFY(found->secretKey == Secret(key));
    QVERIFY(found->sessionToken == Secret(token));
}

void AwsCredentialsTest::whatIsMissingIsNamed_data()
{
    QTest::addColumn<QString>("profile");
    QTest::addColumn<QString>("path");
    QTest::addColumn<int>("code");
    QTest::addColumn<QString>("named");
    const auto code = [](ErrorCode value) { return static_cast<int>(value); };
    QTest::newRow("profile") << u"none"_s << QString() << code(ErrorCode::NotFound) << u"none"_s;
    QTest::newRow("role") << u"role"_s << QString() << code(ErrorCode::Unsupported)
                          << u"role_arn"_s;
    QTest::newRow("sso") << u"sso"_s << QString() << code(ErrorCode::Unsupported)
                         << u"sso_start_url"_s;
    QTest::newRow("key") << u"half"_s << QString() << code(ErrorCode::NotFound)
                         << u"aws_secret_access_key"_s;
    QTest::newRow("file") << QString() << u"/nowhere/credentials"_s << code(ErrorCode::NotFound)
                          << u"/nowhere/credentials"_s;
    QTest::newRow("folder") << QString() << m_home.path() << code(ErrorCode::Io) << m_home.path();
}

void AwsCredentialsTest::whatIsMissingIsNamed()
{
    QFETCH(QString, profile);
    QFETCH(QString, path);
    QFETCH(QString, named);
    const auto found =
        find({{u"AWS_PROFILE"_s, profile}, {u"AWS_SHARED_CREDENTIALS_FILE"_s, path}});
    QVERIFY(!found);
    QTEST(static_cast<int>(found.error().code), "code");
    QVERIFY2(found.error().message.contains(named), qPrintable(found.error().message));
}

void AwsCredentialsTest::hugeFileIsRefused()
{
    QFile file(m_home.filePath(u"huge"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(QByteArray(1024 * 1024 + 1, '\n'));
    file.close();
    QCOMPARE(credentialsOfProfile(file.fileName(), u"default"_s).error().code, ErrorCode::Overflow);
}

void AwsCredentialsTest::nothingIsPrinted()
{
    QString text;
    QDebug(&text) << AwsCredentials{u"ID-X"_s, Secret(QByteArrayView("key-x")),
                                    Secret(QByteArrayView("token-x"))};
    QCOMPARE(text.trimmed(), u"AwsCredentials(key ***, token ***)"_s);
}

} // namespace

TIDEMARK_TEST(AwsCredentialsTest)
#include "aws_credentials_test.moc"
