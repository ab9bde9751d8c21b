// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/services/roboto/server_harness.h"

#include "model/ports/access_store.h"

#include <QLoggingCategory>
#include <QTest>

using namespace Qt::StringLiterals;

namespace tidemark::test {

RobotoHarness::RobotoHarness(const http::HttpLimits &limits, bool monitorsUsers)
    : m_limits(limits)
    , m_monitorsUsers(monitorsUsers)
{
    QLoggingCategory::setFilterRules(u"tidemark.services.roboto.info=false"_s);
    open(false);
    m_token = newToken();
    m_client = std::make_unique<RobotoClient>(m_port, m_token);
}

RobotoHarness::~RobotoHarness()
{
    m_client.reset();
    m_server.reset();
}

void RobotoHarness::open(bool isReadOnly)
{
    store::OpenOptions options;
    options.path = m_folder.filePath(u"store.tidemark"_s);
    options.readOnly = isReadOnly;
    options.clock = &m_clock;
    auto opened = store::LocalStore::open(options).takeResult();
    if (!opened)
        qFatal("%s", qPrintable(opened.error().message));
    m_store = *std::move(opened);
    roboto::RobotoServerOptions served;
    served.limits = m_limits;
    served.monitorsUsers = m_monitorsUsers;
    served.kept = [] { return monitor::PerUserMemoryMetrics{5, 2, 3}; };
    m_server = std::make_unique<roboto::RobotoServer>(*m_store, m_clock, served);
    const auto port = m_server->start();
    if (!port)
        qFatal("%s", qPrintable(port.error().message));
    m_port = *port;
}

void RobotoHarness::reopenReadOnly()
{
    m_client.reset();
    m_server.reset();
    m_store.reset();
    open(true);
    m_client = std::make_unique<RobotoClient>(m_port, m_token);
}

QString RobotoHarness::newToken(const QStringList &organisations, std::optional<Timestamp> expires,
                                const QString &user)
{
    const NewToken wanted{u"test"_s, user, organisations, expires};
    const auto made = m_store->access().createToken(wanted).takeResult();
    if (!made)
        qFatal("%s", qPrintable(made.error().message));
    return made->secret;
}

QString RobotoHarness::device(const QString &id)
{
    const Answer made = m_client->post("/v1/devices/create", {{u"device_id"_s, id}});
    return made.data()[u"device_id"].toString();
}

QString RobotoHarness::session(const QStringList &devices)
{
    const Answer made =
        m_client->post("/v1/sessions", {{u"device_ids"_s, QJsonArray::fromStringList(devices)}});
    return made.data()[u"session_id"].toString();
}

QString RobotoHarness::session(std::int64_t first_ns, std::int64_t last_ns,
                               const QStringList &devices)
{
    const QString id = session(devices);
    setRange(id, first_ns, last_ns);
    return id;
}

void RobotoHarness::setRange(const QString &session, std::int64_t first_ns, std::int64_t last_ns)
{
    const QJsonObject file{{u"file_id"_s, u"fl_1"_s},
                           {u"range_min_timestamp_ns"_s, qint64{first_ns}},
                           {u"range_max_timestamp_ns"_s, qint64{last_ns}}};
    const Answer set = m_client->post("/v1/sessions/id/" + session.toUtf8() + "/files",
                                      {{u"files"_s, QJsonArray{file}}});
    if (set.status != 200)
        qFatal("%s", set.raw.body.constData());
}

void RobotoHarness::publish(const QString &session, const QString &metric, double value,
                            const QJsonValue &device)
{
    const QJsonObject entry{{u"name"_s, metric}, {u"value"_s, value}};
    const Answer done = m_client->post(
        "/v1/metrics",
        {{u"session_id"_s, session}, {u"device_id"_s, device}, {u"metrics"_s, QJsonArray{entry}}});
    if (done.data()[u"succeeded"].toArray().size() != 1)
        qFatal("%s", done.raw.body.constData());
}

} // namespace tidemark::test
