// SPDX-License-Identifier: GPL-3.0-or-later
// From the wire to the store's values and back.
#include "services/roboto/server/metric_values.h"
#include "services/roboto/server/store_values.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <limits>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::roboto;

namespace {

constexpr std::int64_t kDay_ns = std::int64_t{86'400} * 1'000'000'000;

AggregateBucket bucket(int day, std::initializer_list<double> values)
{
    AggregateBucket result;
    result.window = {Timestamp(day * kDay_ns), Timestamp((day + 1) * kDay_ns)};
    for (const double value : values)
        result.aggregate.add(result.window.begin, value);
    return result;
}

} // namespace

class MetricValuesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { tidemark::test::failOnUnexpectedWarnings(); }

    void keepsDefinitions();
    void keepsRecords();
    void keepsSessions();
    void takesTheDeviceChoice();
    void mergesFailuresInOrder();
    void selectsWhatAQueryAsks();
    void aggregatesWhatIsAsked();
    void answersAggregates();
};

void MetricValuesTest::keepsDefinitions()
{
    Definition definition;
    definition.uid = u"mt_1"_s;
    definition.name = u"cpu"_s;
    definition.description = u"Load"_s;
    definition.createdBy = u"ana"_s;
    definition.created = Timestamp(5);
    definition.modifiedBy = u"bob"_s;
    definition.modified = Timestamp(6);
    const MetricDefinitionRecord record = definitionRecord(definition, u"og"_s);
    QCOMPARE(record.orgId, u"og"_s);
    QCOMPARE(record.metricId, definition.uid);
    QCOMPARE(record.name, definition.name);
    QCOMPARE(record.description, definition.description);
    QCOMPARE(record.createdBy, definition.createdBy);
    QCOMPARE(record.created, definition.created);
    QCOMPARE(record.modifiedBy, definition.modifiedBy);
    QCOMPARE(record.modified, definition.modified);

    const NewDefinition created = newDefinition({u"cpu"_s, u"Load"_s});
    QCOMPARE(created.name, u"cpu"_s);
    QCOMPARE(created.description, u"Load"_s);
    QVERIFY(definitionChange({}).isEmpty());
    const auto cleared = definitionChange({MaybeSet<QString>::null()}).description;
    QVERIFY(cleared.has_value() && !cleared->has_value());
    QCOMPARE(definitionChange({MaybeSet<QString>(u"x"_s)}).description.value(), u"x"_s);
}

void MetricValuesTest::keepsRecords()
{
    Record record;
    record.metricName = u"cpu"_s;
    record.value = 87.2;
    record.device = u"dv"_s;
    record.published = Timestamp(9);
    record.publishedBy = u"ana"_s;
    record.sessionUid = u"ss"_s;
    record.sessionStart = Timestamp(1);
    record.sessionEnd = Timestamp(2);
    const MetricRecord wire = metricRecord(record, u"mt_1"_s, u"og"_s);
    QCOMPARE(wire.metricId, u"mt_1"_s);
    QCOMPARE(wire.orgId, u"og"_s);
    QCOMPARE(wire.name, record.metricName);
    QCOMPARE(wire.sessionId, record.sessionUid);
    QCOMPARE(wire.minTimestamp, Timestamp(1));
    QCOMPARE(wire.maxTimestamp, Timestamp(2));
    QCOMPARE(wire.value, 87.2);
    QCOMPARE(wire.deviceId, u"dv"_s);
    QVERIFY(!wire.invocationId);
    QCOMPARE(wire.publishedBy, u"ana"_s);
    QCOMPARE(wire.published, Timestamp(9));
}

void MetricValuesTest::keepsSessions()
{
    Session session;
    session.uid = u"ss"_s;
    session.name = u"north"_s;
    session.end = Timestamp(2);
    session.createdBy = u"ana"_s;
    session.created = Timestamp(3);
    session.modifiedBy = u"bob"_s;
    session.modified = Timestamp(4);
    const SessionRecord record = sessionRecord(session, u"og"_s);
    QCOMPARE(record.sessionId, u"ss"_s);
    QCOMPARE(record.orgId, u"og"_s);
    QCOMPARE(record.name, u"north"_s);
    QVERIFY(!record.minTimestamp);
    QCOMPARE(record.maxTimestamp, Timestamp(2));
    QCOMPARE(record.createdBy, u"ana"_s);
    QCOMPARE(record.created, Timestamp(3));
    QCOMPARE(record.modifiedBy, u"bob"_s);
    QCOMPARE(record.modified, Timestamp(4));

    CreateSessionRequest create;
    create.name = u"n"_s;
    create.deviceIds = {u"dv"_s};
    QCOMPARE(newSession(create).devices, create.deviceIds);
    QCOMPARE(newSession(create).name, create.name);
    QVERIFY(changeOf(UpdateSessionRequest(), session)->isEmpty());
    UpdateSessionRequest update;
    update.name = MaybeSet<QString>::null();
    const auto name = changeOf(update, session)->name;
    QVERIFY(name.has_value() && !name->has_value());
}

void MetricValuesTest::takesTheDeviceChoice()
{
    PublishMetricsRequest request;
    request.sessionId = u"ss"_s;
    request.metrics = {{u"cpu"_s, 1.5}};
    const auto deviceOf = [&request](const MaybeSet<QString> &device) {
        request.deviceId = device;
        return publishRequest(request).device;
    };
    QCOMPARE(deviceOf({}).mode, DeviceChoice::Mode::Inferred);
    QCOMPARE(deviceOf(MaybeSet<QString>::null()).mode, DeviceChoice::Mode::None);
    QCOMPARE(deviceOf(MaybeSet<QString>(u"dv"_s)).mode, DeviceChoice::Mode::Given);
    const PublishRequest publish = publishRequest(request);
    QCOMPARE(publish.device.device, u"dv"_s);
    QCOMPARE(publish.sessionUid, u"ss"_s);
    QCOMPARE(publish.items.size(), std::size_t{1});
    QCOMPARE(publish.items.front().metric, u"cpu"_s);
    QCOMPARE(publish.items.front().value, 1.5);
}

void MetricValuesTest::mergesFailuresInOrder()
{
    // Of the items 0 to 6, reading refused 0, 3 and 6; of the others (1, 2, 4, 5) the store
    // refused the second and the third, which are 2 and 4.
    PublishMetricsRequest request;
    for (const std::size_t index : {0U, 3U, 6U})
        request.refused.push_back({index, {u"r%1"_s.arg(index), u"bad"_s}});
    PublishResult result;
    result.failed.push_back({1, u"s2"_s, Error{ErrorCode::Conflict, u"no"_s, {}}});
    result.failed.push_back({2, u"s4"_s, Error{ErrorCode::Conflict, u"no"_s, {}}});
    Record stored;
    stored.key.metric = MetricId(7);
    stored.metricName = u"s1"_s;
    result.succeeded.push_back(stored);
    const PublishMetricsResponse response = publishResponse(
        request, result, [](MetricId id) { return u"mt_%1"_s.arg(id.value()); }, u"og"_s);
    QStringList names;
    for (const PublishMetricsError &failure : response.failed)
        names.append(failure.name);
    QCOMPARE(names, (QStringList{u"r0"_s, u"s2"_s, u"r3"_s, u"s4"_s, u"r6"_s}));
    QCOMPARE(response.failed[1].error, u"no"_s);
    QCOMPARE(response.succeeded.front().metricId, u"mt_7"_s);
}

void MetricValuesTest::selectsWhatAQueryAsks()
{
    QueryMetricsRequest request;
    request.name = u"cpu"_s;
    const Selection open = selectionOf(request, MetricId(3), Timestamp(99));
    QCOMPARE(open.metrics, std::vector{MetricId(3)});
    QCOMPARE(open.begin, Timestamp(0)); // the epoch
    QCOMPARE(open.end, Timestamp(99));  // now
    QCOMPARE(open.devices, IdFilter::any());
    QVERIFY(!open.sessions);

    request.startTime = Timestamp(-5);
    request.endTime = Timestamp(200);
    request.timeFilter = TimeFilter::SessionStart;
    request.includeDeviceIds = MaybeSet<QStringList>::null();
    request.includeSessionIds = QStringList{};
    request.includeInvocationIds = MaybeSet<QStringList>({u"iv"_s});
    const Selection full = selectionOf(request, MetricId(3), Timestamp(99));
    QCOMPARE(full.begin, Timestamp(-5));
    QCOMPARE(full.end, Timestamp(200));
    QCOMPARE(full.timeFilter, TimeFilter::SessionStart);
    QCOMPARE(full.devices, IdFilter::nullOnly());
    QCOMPARE(full.sessions, QStringList{});
    QCOMPARE(full.invocations, IdFilter::oneOf({u"iv"_s}));
}

void MetricValuesTest::aggregatesWhatIsAsked()
{
    AggregateMetricsRequest request;
    request.name = u"cpu"_s;
    request.startTime = Timestamp(5);
    request.endTime = Timestamp(9);
    request.period = Period::Weekly;
    request.timeFilter = TimeFilter::SessionStart;
    request.includeDeviceIds = MaybeSet<QStringList>({u"dv"_s});
    const AggregateQuery query = aggregateQuery(request, MetricId(2));
    QCOMPARE(query.period, Period::Weekly);
    QVERIFY(query.calendar.zone.isUtc());
    QCOMPARE(query.calendar.weekStart, Qt::Monday);
    QCOMPARE(query.selection.begin, Timestamp(5));
    QCOMPARE(query.selection.end, Timestamp(9));
    QCOMPARE(query.selection.metrics, std::vector{MetricId(2)});
    QCOMPARE(query.selection.timeFilter, TimeFilter::SessionStart);
    QCOMPARE(query.selection.devices, IdFilter::oneOf({u"dv"_s}));
    QCOMPARE(query.selection.values, ValueKinds::RecordsOnly);
}

void MetricValuesTest::answersAggregates()
{
    AggregateMetricsRequest request;
    request.name = u"cpu"_s;
    request.aggregation = NumericAggregation::Count;
    AggregateSeries series;
    series.buckets = {bucket(0, {1, 2, 6}), bucket(1, {}), bucket(2, {5})};
    const auto counted = aggregateResponse(request, series, u"mt_1"_s);
    QVERIFY(counted);
    QCOMPARE(counted->records.size(), std::size_t{2}); // row 47
    QCOMPARE(counted->records[0].total, 3);
    QCOMPARE(counted->records[0].value, 3.0);
    QCOMPARE(counted->records[1].startTime, Timestamp(2 * kDay_ns));
    QCOMPARE(counted->records[1].endTime, Timestamp(3 * kDay_ns));
    request.aggregation = NumericAggregation::Mean;
    QCOMPARE(aggregateResponse(request, series, u"mt_1"_s)->records[0].value, 3.0);

    constexpr double kLargest = std::numeric_limits<double>::max();
    series.buckets = {bucket(0, {kLargest, kLargest})};
    request.aggregation = NumericAggregation::Sum;
    QCOMPARE(aggregateResponse(request, series, u"mt_1"_s).error().code,
             ErrorCode::Overflow); // row 65
    request.aggregation = NumericAggregation::Max;
    QCOMPARE(aggregateResponse(request, series, u"mt_1"_s)->records[0].value, kLargest);
}

TIDEMARK_TEST(MetricValuesTest)
#include "metric_values_test.moc"
