// SPDX-License-Identifier: GPL-3.0-or-later
// Whatever is written reads back the same, and damage of any kind is only ever refused.
#include "services/roboto/wire/bodies.h"
#include "services/roboto/wire/roboto_error.h"
#include "tests/services/roboto/wire_random.h"
#include "tests/support/test_registry.h"

#include <QJsonDocument>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::roboto;
using tidemark::test::WireRandom;

namespace {

constexpr int kRounds = 400;

template <class T>
bool requestComesBack(const T &request)
{
    const QByteArray body = writeRequest(request);
    const auto read = readRequest<T>(body);
    if (!read || !(*read == request)) {
        qInfo("%s\n%s", body.constData(), read ? "differs" : qPrintable(read.error().message));
        return false;
    }
    return true;
}

template <class T>
bool answerComesBack(const T &answer)
{
    const QByteArray body = writeAnswer(answer);
    const auto read = readAnswer<T>(body);
    if (!read || !(*read == answer) || writeAnswer(*read) != body) {
        qInfo("%s\n%s", body.constData(), read ? "differs" : qPrintable(read.error().message));
        return false;
    }
    return !QJsonDocument::fromJson(body).isNull(); // others read it as well
}

/// True when a request is refused as a caller's mistake, or reads back to itself.
template <class T>
bool isHarmless(const QByteArray &body)
{
    const auto request = readRequest<T>(body);
    if (!request)
        return request.error().code == ErrorCode::InvalidArgument &&
               !request.error().message.isEmpty();
    return true;
}

template <class T>
bool isHarmlessAnswer(const QByteArray &body)
{
    const auto answer = readAnswer<T>(body);
    if (!answer)
        return answer.error().code == ErrorCode::InvalidArgument;
    const auto again = readAnswer<T>(writeAnswer(*answer));
    return again.has_value();
}

/// Damages a body: bytes changed, taken out, put in, or a piece of it repeated.
QByteArray damaged(QByteArray body, WireRandom &random)
{
    auto &numbers = random.numbers();
    static constexpr char kSigns[] = "{}[]\",:0123456789.eE+-ntf\\u \x80\xff";
    for (int edits = numbers.integer(1, 4); edits > 0 && !body.isEmpty(); --edits) {
        const qsizetype at = numbers.integer(0, static_cast<int>(body.size()) - 1);
        const char sign = kSigns[numbers.integer(0, static_cast<int>(sizeof kSigns) - 2)];
        switch (numbers.integer(0, 4)) {
        case 0:
            body[at] = sign;
            break;
        case 1:
            body.remove(at, numbers.integer(1, 8));
            break;
        case 2:
            body.insert(at, sign);
            break;
        case 3:
            body.insert(at, body.mid(numbers.integer(0, static_cast<int>(body.size()) - 1),
                                     numbers.integer(1, 30)));
            break;
        default:
            body[at] = static_cast<char>(numbers.integer(0, 255));
        }
    }
    return body;
}

} // namespace

class WirePropertyTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { tidemark::test::failOnUnexpectedWarnings(); }

    void requestsComeBack();
    void answersComeBack();
    void pagesAndListsComeBack();
    void damagedRequestsAreOnlyRefused();
    void damagedAnswersAreOnlyRefused();
};

void WirePropertyTest::requestsComeBack()
{
    WireRandom random("WirePropertyTest::requestsComeBack");
    for (int i = 0; i < kRounds; ++i) {
        QVERIFY(requestComesBack(random.publish()));
        QVERIFY(requestComesBack(random.query()));
        QVERIFY(requestComesBack(random.aggregate()));
        QVERIFY(requestComesBack(random.newSession()));
        QVERIFY(requestComesBack(random.sessionUpdate()));
        QVERIFY(requestComesBack(CreateMetricDefinitionRequest{random.metricName(), u"d"_s}));
    }
}

void WirePropertyTest::answersComeBack()
{
    WireRandom random("WirePropertyTest::answersComeBack");
    for (int i = 0; i < kRounds; ++i) {
        QVERIFY(answerComesBack(random.definition()));
        QVERIFY(answerComesBack(random.record()));
        QVERIFY(answerComesBack(random.aggregates()));
        QVERIFY(answerComesBack(random.session()));
        QVERIFY(answerComesBack(random.device()));
        QVERIFY(answerComesBack(PublishMetricsResponse{{random.record(), random.record()},
                                                       {{random.text(9), random.text(9)}}}));
    }
}

void WirePropertyTest::pagesAndListsComeBack()
{
    WireRandom random("WirePropertyTest::pagesAndListsComeBack");
    for (int size : {0, 1, 7, 500}) {
        Page<MetricRecord> records;
        Page<SessionFileView> files;
        Page<QString> devices;
        for (int i = 0; i < size; ++i) {
            records.items.push_back(random.record());
            files.items.push_back(random.file());
            devices.items.push_back(random.text(9));
        }
        records.nextToken = u"token"_s;
        QVERIFY(answerComesBack(records));
        QVERIFY(answerComesBack(files));
        QVERIFY(answerComesBack(devices));
        QCOMPARE(readListAnswer<MetricRecord>(writeAnswer(records.items)).value(), records.items);
    }
}

void WirePropertyTest::damagedRequestsAreOnlyRefused()
{
    WireRandom random("WirePropertyTest::damagedRequestsAreOnlyRefused");
    for (int i = 0; i < 10 * kRounds; ++i) {
        QVERIFY(isHarmless<PublishMetricsRequest>(damaged(writeRequest(random.publish()), random)));
        QVERIFY(isHarmless<QueryMetricsRequest>(damaged(writeRequest(random.query()), random)));
        QVERIFY(
            isHarmless<AggregateMetricsRequest>(damaged(writeRequest(random.aggregate()), random)));
        QVERIFY(
            isHarmless<CreateSessionRequest>(damaged(writeRequest(random.newSession()), random)));
        QVERIFY(isHarmless<UpdateSessionRequest>(
            damaged(writeRequest(random.sessionUpdate()), random)));
    }
}

void WirePropertyTest::damagedAnswersAreOnlyRefused()
{
    WireRandom random("WirePropertyTest::damagedAnswersAreOnlyRefused");
    for (int i = 0; i < 10 * kRounds; ++i) {
        QVERIFY(isHarmlessAnswer<MetricRecord>(damaged(writeAnswer(random.record()), random)));
        QVERIFY(isHarmlessAnswer<SessionRecord>(damaged(writeAnswer(random.session()), random)));
        QVERIFY(isHarmlessAnswer<NumericAggregateMetricsResponse>(
            damaged(writeAnswer(random.aggregates()), random)));
        Page<MetricDefinitionRecord> page;
        page.items = {random.definition(), random.definition()};
        QVERIFY(isHarmlessAnswer<Page<MetricDefinitionRecord>>(damaged(writeAnswer(page), random)));
        const RobotoError error = readError(
            400,
            damaged(writeError(robotoError(RobotoErrorCode::Conflict, random.text(9))), random));
        QVERIFY(error.code.has_value());
    }
}

TIDEMARK_TEST(WirePropertyTest)
#include "wire_property_test.moc"
