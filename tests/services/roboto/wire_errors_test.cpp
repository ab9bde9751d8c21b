// SPDX-License-Identifier: GPL-3.0-or-later
// The table of errors in both directions (roboto-api 1.4 and 1.6).
#include "services/roboto/wire/roboto_error.h"
#include "tests/support/test_registry.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::roboto;

using Code = RobotoErrorCode;

Q_DECLARE_METATYPE(tidemark::roboto::RobotoErrorCode)
Q_DECLARE_METATYPE(std::optional<tidemark::roboto::RobotoErrorCode>)

namespace {

using MaybeCode = std::optional<Code>;

QByteArray envelope(const QByteArray &code, const QByteArray &message)
{
    return R"({"error":{"error_code":")" + code + R"(","message":")" + message +
           R"(","stack_trace":["a","b"],"resource_name":"x"}})";
}

constexpr int kCodes = static_cast<int>(Code::ResponseTooLarge) + 1;

} // namespace

class WireErrorsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { tidemark::test::failOnUnexpectedWarnings(); }

    void knowsEveryName_data();
    void knowsEveryName();
    void answersOurFailures_data();
    void answersOurFailures();
    void neverMakesTheSdkRepeatWhatCannotMend();
    void writesExactlyTwoMembers();
    void readsWhatItWrote();
    void readsOtherBodies_data();
    void readsOtherBodies();
    void makesErrorsOfAnswers_data();
    void makesErrorsOfAnswers();
    void showsNoPagesOfProxies();
};

void WireErrorsTest::knowsEveryName_data()
{
    QTest::addColumn<Code>("code");
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<int>("status");
    const auto row = [](Code code, const char *name, int status) {
        QTest::newRow(name) << code << QByteArray(name) << status;
    };
    row(Code::Unauthorized, "RobotoUnauthorizedException", 401);
    row(Code::AuthenticationFailure, "RobotoAuthenticationFailureException", 401);
    row(Code::NotFound, "RobotoNotFoundException", 404);
    row(Code::DeviceNotFound, "RobotoDeviceNotFoundException", 404);
    row(Code::DatasetNotFound, "RobotoDatasetNotFoundException", 404);
    row(Code::FeatureNotAvailable, "RobotoFeatureNotAvailableException", 403);
    row(Code::NotReady, "RobotoNotReadyException", 404);
    row(Code::IllegalArgument, "RobotoIllegalArgumentException", 400);
    row(Code::InvalidRequest, "RobotoInvalidRequestException", 400);
    row(Code::NoOrgProvided, "RobotoNoOrgProvidedException", 400);
    row(Code::Deprecated, "RobotoDeprecatedException", 400);
    row(Code::InvalidStateTransition, "RobotoInvalidStateTransitionException", 400);
    row(Code::ContextTooLong, "RobotoContextTooLongException", 400);
    row(Code::Condition, "RobotoConditionException", 409);
    row(Code::Conflict, "RobotoConflictException", 409);
    row(Code::LayoutConflict, "RobotoLayoutConflictException", 409);
    row(Code::DashboardRevisionConflict, "RobotoDashboardRevisionConflictException", 409);
    row(Code::Expired, "RobotoExpiredException", 410);
    row(Code::LimitExceeded, "RobotoLimitExceededException", 403);
    row(Code::UnknownOperation, "RobotoUnknownOperationException", 404);
    row(Code::NotImplemented, "RobotoNotImplementedException", 501);
    row(Code::Service, "RobotoServiceException", 500);
    row(Code::Internal, "RobotoInternalException", 500);
    row(Code::FailedToGenerate, "RobotoFailedToGenerateException", 500);
    row(Code::ServiceUnavailable, "RobotoServiceUnavailableException", 503);
    row(Code::ServiceTimeout, "RobotoServiceTimeoutException", 504);
    row(Code::OperationTimeout, "RobotoOperationTimeoutException", 504);
    row(Code::ResponseTooLarge, "RobotoResponseTooLargeException", 507);
}

void WireErrorsTest::knowsEveryName()
{
    QFETCH(const Code, code);
    QFETCH(const QByteArray, name);
    QFETCH(const int, status);
    QCOMPARE(errorName(code), std::string_view(name.constData()));
    QCOMPARE(errorFromName(name.constData()), std::optional(code));
    QCOMPARE(statusOf(code), status);
    QVERIFY(!errorFromName(name.toLower().constData()));
}

void WireErrorsTest::answersOurFailures_data()
{
    QTest::addColumn<int>("ours");
    QTest::addColumn<Code>("code");
    QTest::addColumn<int>("status");
    const auto row = [](const char *name, ErrorCode ours, Code code, int status) {
        QTest::newRow(name) << static_cast<int>(ours) << code << status;
    };
    row("invalid", ErrorCode::InvalidArgument, Code::InvalidRequest, 400);
    row("65: overflow", ErrorCode::Overflow, Code::InvalidRequest, 400);
    row("not found", ErrorCode::NotFound, Code::NotFound, 404);
    row("49: exists", ErrorCode::AlreadyExists, Code::Conflict, 409);
    row("conflict", ErrorCode::Conflict, Code::Conflict, 409);
    row("unsupported", ErrorCode::Unsupported, Code::NotImplemented, 501);
    row("denied", ErrorCode::PermissionDenied, Code::Unauthorized, 403);
    row("read-only", ErrorCode::ReadOnly, Code::Unauthorized, 403);
    row("disk full", ErrorCode::DiskFull, Code::Service, 507);
    row("damaged", ErrorCode::Damaged, Code::Service, 507);
    row("newer schema", ErrorCode::NewerSchema, Code::Service, 507);
    row("i/o", ErrorCode::Io, Code::Service, 507);
    row("locked", ErrorCode::Locked, Code::ServiceUnavailable, 503);
    row("network", ErrorCode::Network, Code::ServiceUnavailable, 503);
    row("cancelled", ErrorCode::Cancelled, Code::ServiceUnavailable, 503);
    row("timeout", ErrorCode::Timeout, Code::ServiceTimeout, 504);
    row("internal", ErrorCode::Internal, Code::Internal, 501);
}

void WireErrorsTest::answersOurFailures()
{
    QFETCH(const int, ours);
    QFETCH(const Code, code);
    QFETCH(const int, status);
    const RobotoError error =
        robotoErrorOf(Error{static_cast<ErrorCode>(ours), u"The message."_s, u"secret detail"_s});
    QCOMPARE(error, (RobotoError{code, status, u"The message."_s}));
    QVERIFY(!writeError(error).contains("secret"));
}

void WireErrorsTest::neverMakesTheSdkRepeatWhatCannotMend()
{
    const QList<int> repeated{429, 500, 502, 503, 504};
    const QList<ErrorCode> passing{ErrorCode::Locked, ErrorCode::Network, ErrorCode::Cancelled,
                                   ErrorCode::Timeout};
    for (int ours = 0; ours <= static_cast<int>(ErrorCode::Internal); ++ours) {
        const auto code = static_cast<ErrorCode>(ours);
        QCOMPARE(repeated.contains(robotoErrorOf(Error{code, u"m"_s, {}}).status),
                 passing.contains(code));
    }
}

void WireErrorsTest::writesExactlyTwoMembers()
{
    const QByteArray body =
        writeError(robotoError(Code::NotFound, u"No metric named \"cpu\" in og_local"_s));
    QCOMPARE(body, QByteArray(R"({"error":{"error_code":"RobotoNotFoundException",)"
                              R"("message":"No metric named \"cpu\" in og_local"}})"));
    const QJsonObject top = QJsonDocument::fromJson(body).object();
    QCOMPARE(top.keys(), QStringList{u"error"_s});
    QCOMPARE(top.value(u"error").toObject().keys(), (QStringList{u"error_code"_s, u"message"_s}));
    QVERIFY(writeError(RobotoError{}).contains("RobotoInternalException"));
}

void WireErrorsTest::readsWhatItWrote()
{
    for (int i = 0; i < kCodes; ++i) {
        const RobotoError error = robotoError(static_cast<Code>(i), u"a \u00e9 \U0001F600 \""_s);
        QCOMPARE(readError(error.status, writeError(error)), error);
        // The code decides alone.
        QCOMPARE(readError(418, writeError(error)).code, error.code);
    }
}

void WireErrorsTest::readsOtherBodies_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<MaybeCode>("code");
    QTest::addColumn<QString>("message");
    const auto row = [](const char *name, int status, const QByteArray &body, MaybeCode code,
                        const QString &message) {
        QTest::newRow(name) << status << body << code << message;
    };
    row("with trace and more", 404, envelope("RobotoDeviceNotFoundException", "gone"),
        Code::DeviceNotFound, u"gone"_s);
    row("code over status", 500, envelope("RobotoLimitExceededException", "quota"),
        Code::LimitExceeded, u"quota"_s);
    row("unknown code", 409, envelope("RobotoBrandNewException", "new"), Code::Conflict, u"new"_s);
    row("code without message", 500, R"({"error":{"error_code":"RobotoNotReadyException"}})",
        Code::NotReady, {});
    row("text", 400, "plain words", Code::InvalidRequest, u"plain words"_s);
    row("no org in text", 400, "User did not provide a org for single-org operation.",
        Code::NoOrgProvided, u"User did not provide a org for single-org operation."_s);
    row("no org in message", 400, R"({"message":"did not provide a org for single-org operation"})",
        Code::NoOrgProvided, u"did not provide a org for single-org operation"_s);
    row("message", 403, R"({"message":"Forbidden"})", Code::Unauthorized, u"Forbidden"_s);
    row("explicit deny", 403,
        R"({"Message":"x","message":"User is not authorized to access this resource with an explicit deny"})",
        Code::AuthenticationFailure,
        u"User is not authorized to access this resource with an explicit deny"_s);
    row("401", 401, "", Code::Unauthorized, {});
    row("404", 404, "", Code::NotFound, {});
    row("404 device", 404, "RobotoDeviceNotFoundException: dv_1", Code::DeviceNotFound,
        u"RobotoDeviceNotFoundException: dv_1"_s);
    row("404 dataset", 404, R"({"message":"RobotoDatasetNotFoundException"})",
        Code::DatasetNotFound, u"RobotoDatasetNotFoundException"_s);
    row("409", 409, "{}", Code::Conflict, {});
    row("500", 500, "[]", Code::Service, {});
    row("599", 599, "null", Code::Service, u"null"_s);
    row("507 without code", 507, "{}", Code::Service, {});
    row("error is a text", 400, R"({"error":"broken"})", Code::InvalidRequest, u"broken"_s);
    row("error is a list", 400, R"({"error":[]})", Code::InvalidRequest, {});
    row("members of other kinds", 404, R"({"error":{"error_code":5,"message":{}}})", Code::NotFound,
        {});
    row("405", 405, "Method Not Allowed", {}, u"Method Not Allowed"_s);
    row("429", 429, "slow down", {}, u"slow down"_s);
    row("422", 422, R"({"message":"no"})", {}, u"no"_s);
    row("302", 302, "", {}, {});
    row("no status", 0, "", {}, {});
    row("600", 600, "", {}, {});
    row("control characters", 400, QByteArray("a\0b\x1b[31m\r\nc", 11), Code::InvalidRequest,
        u"a b [31m c"_s);
    row("broken UTF-8", 400, "a\xff", Code::InvalidRequest, u"a\ufffd"_s);
    row("half a body", 404, R"({"error":{"error_code":"RobotoConflictException","mess)",
        Code::NotFound, u"{\"error\":{\"error_code\":\"RobotoConflictException\",\"mess"_s);
    row("HTML", 502, "\n<html><h1>Bad Gateway</h1></html>", Code::Service, {});
}

void WireErrorsTest::readsOtherBodies()
{
    QFETCH(const int, status);
    QFETCH(const QByteArray, body);
    QFETCH(const MaybeCode, code);
    QFETCH(const QString, message);
    QCOMPARE(readError(status, body), (RobotoError{code, status, message}));
}

void WireErrorsTest::makesErrorsOfAnswers_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<int>("code");
    const auto row = [](const char *name, int status, const QByteArray &body, ErrorCode code) {
        QTest::newRow(name) << status << body << static_cast<int>(code);
    };
    const auto named = [&row](const char *name, ErrorCode code) {
        row(name, 500, envelope(name, "m"), code);
    };
    named("RobotoUnauthorizedException", ErrorCode::PermissionDenied);
    named("RobotoLimitExceededException", ErrorCode::PermissionDenied);
    named("RobotoDeviceNotFoundException", ErrorCode::NotFound);
    named("RobotoExpiredException", ErrorCode::NotFound);
    named("RobotoInvalidRequestException", ErrorCode::InvalidArgument);
    named("RobotoNoOrgProvidedException", ErrorCode::InvalidArgument);
    named("RobotoConflictException", ErrorCode::AlreadyExists);
    named("RobotoConditionException", ErrorCode::Conflict);
    named("RobotoDashboardRevisionConflictException", ErrorCode::Conflict);
    named("RobotoNotImplementedException", ErrorCode::Unsupported);
    named("RobotoFeatureNotAvailableException", ErrorCode::Unsupported);
    named("RobotoResponseTooLargeException", ErrorCode::Overflow);
    named("RobotoOperationTimeoutException", ErrorCode::Timeout);
    named("RobotoServiceException", ErrorCode::Network);
    named("RobotoServiceUnavailableException", ErrorCode::Network);
    row("plain 400", 400, "", ErrorCode::InvalidArgument);
    row("plain 404", 404, "<html>", ErrorCode::NotFound);
    row("plain 503", 503, "", ErrorCode::Network);
    row("plain 405", 405, "", ErrorCode::Unsupported);
    row("plain 408", 408, "", ErrorCode::Timeout);
    row("plain 410", 410, "", ErrorCode::NotFound);
    row("plain 413", 413, "", ErrorCode::InvalidArgument);
    row("plain 429", 429, "", ErrorCode::Network);
    row("plain 301", 301, "", ErrorCode::Network);
    row("none", 0, "", ErrorCode::Network);
}

void WireErrorsTest::makesErrorsOfAnswers()
{
    QFETCH(const int, status);
    QFETCH(const QByteArray, body);
    QFETCH(const int, code);
    const Error error = toError(readError(status, body));
    QCOMPARE(static_cast<int>(error.code), code);
    QVERIFY(error.detail.startsWith(u"roboto.status %1"_s.arg(status)));
    QVERIFY(error.message.endsWith(u'.') || error.message.endsWith(u'm'));
    if (body.contains("\"m\""))
        QVERIFY(error.message.endsWith(u"It says: m"));
}

void WireErrorsTest::showsNoPagesOfProxies()
{
    const Error error = toError(readError(502, "<html><body>nginx</body></html>"));
    QVERIFY(!error.message.contains(u"html"));
    QVERIFY(error.message.contains(u"502"));
    const RobotoError endless = readError(400, QByteArray(1'000'000, 'x'));
    QVERIFY(endless.message.size() <= 8'192);
    const QString told = toError(endless).message;
    QVERIFY(told.endsWith(QString(500, u'x')));
    QVERIFY(!told.contains(QString(501, u'x')));
}

TIDEMARK_TEST(WireErrorsTest)
#include "wire_errors_test.moc"
