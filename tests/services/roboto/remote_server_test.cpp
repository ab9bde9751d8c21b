// SPDX-License-Identifier: GPL-3.0-or-later
// Who the client is to the server, and metrics there and back.
#include "tests/services/roboto/remote_server_case.h"
#include "tests/support/test_registry.h"

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

class RobotoRemoteServerTest : public RemoteServerCase
{
    Q_OBJECT

private Q_SLOTS:
    void tellsWhoItIs();
    void needsAnOrganisationWhereThereAreSeveral();
    void wrongTokensAreUnauthorized();
    void definitionsRoundTrip();
    void definitionsComeInPages();
    void devicesRoundTrip();
};

void RobotoRemoteServerTest::tellsWhoItIs()
{
    DONE(who, whoAmI({}));
    QCOMPARE(who->user, u"ana@example.org"_s);
    QCOMPARE(who->organisations, QStringList{u"og_local"_s});
}

void RobotoRemoteServerTest::needsAnOrganisationWhereThereAreSeveral()
{
    const auto made =
        m_server->store().access().createOrganisation({u"Two"_s, u"og_two"_s}).takeResult();
    QVERIFY(made);
    const QString token = m_server->newToken({u"og_local"_s, u"og_two"_s});
    const QString url = u"http://127.0.0.1:%1"_s.arg(m_server->port());
    RemoteBench none(url, token);
    const auto refused = ended(none->definitions({}, {}));
    QCOMPARE(faultOf(refused), static_cast<int>(RemoteFault::Unauthorized));
    QCOMPARE(refused.error().error.subject, ErrorSubject::Organisation);
    const auto devices = ended(none->devices({}, {}));
    QCOMPARE(faultOf(devices), static_cast<int>(RemoteFault::Unauthorized));

    RemoteBench two(url, token, u"og_two"_s);
    QVERIFY(ended(two->createDefinition(u"of.two"_s, {}, {})));
    QVERIFY(ended(two->findDefinition(u"of.two"_s, {})).value().has_value());
    QVERIFY(!ended((*m_remote)->findDefinition(u"of.two"_s, {})).value().has_value());
    RemoteBench foreign(url, m_server->newToken(), u"og_two"_s);
    QCOMPARE(faultOf(ended(foreign->definitions({}, {}))), static_cast<int>(RemoteFault::Refused));
}

void RobotoRemoteServerTest::wrongTokensAreUnauthorized()
{
    const QString url = u"http://127.0.0.1:%1"_s.arg(m_server->port());
    for (const QString &token : {QString(), u"wrong"_s}) {
        RemoteBench wrong(url, token);
        const auto refused = ended(wrong->definitions({}, {}));
        QCOMPARE(faultOf(refused), static_cast<int>(RemoteFault::Unauthorized));
        QCOMPARE(refused.error().status, 401);
    }
}

void RobotoRemoteServerTest::definitionsRoundTrip()
{
    DONE(made, createDefinition(u"cpu.load"_s, u"of the machine"_s, {}));
    QCOMPARE(made->name, u"cpu.load"_s);
    QVERIFY(!made->uid.isEmpty());
    QCOMPARE(made->description, std::optional(u"of the machine"_s));
    const auto again = ended((*m_remote)->createDefinition(u"cpu.load"_s, {}, {}));
    QCOMPARE(faultOf(again), static_cast<int>(RemoteFault::Exists));
    QVERIFY(!again.error().mayBeDone);
    DONE(found, findDefinition(u"cpu.load"_s, {}));
    QCOMPARE(found->value().uid, made->uid);
    DONE(absent, findDefinition(u"CPU.load"_s, {}));
    QVERIFY(!absent->has_value());
    DONE(cleared, describeDefinition(u"cpu.load"_s, {}, {}));
    QVERIFY(!cleared->description);
    DONE(described, describeDefinition(u"cpu.load"_s, u"é"_s, {}));
    QCOMPARE(described->description, std::optional(u"é"_s));
    DONE(removed, removeDefinition(u"cpu.load"_s, {}));
    QCOMPARE(faultOf(ended((*m_remote)->removeDefinition(u"cpu.load"_s, {}))),
             static_cast<int>(RemoteFault::NotFound));
}

void RobotoRemoteServerTest::definitionsComeInPages()
{
    QStringList names;
    std::vector<RemoteFuture<RemoteDefinition>> all; // side by side
    for (int i = 0; i < 250; ++i) {
        names.append(u"m.%1"_s.arg(i, 3, 10, QChar(u'0')));
        all.push_back((*m_remote)->createDefinition(names.back(), {}, {}));
    }
    for (const auto &each : all)
        QVERIFY(ended(each));
    QStringList listed;
    int pages = 0;
    std::optional<QString> page;
    do {
        DONE(next, definitions(page, {}));
        for (const RemoteDefinition &one : next->items)
            listed.append(one.name);
        page = next->next;
        ++pages;
    } while (page && pages < 100);
    QCOMPARE(listed, names);
    QVERIFY(pages > 1);
}

void RobotoRemoteServerTest::devicesRoundTrip()
{
    const QStringList names{u"bb b/+x%"_s, u"dé"_s, u"plain"_s};
    for (const QString &name : names) {
        DONE(made, createDevice({name, {{u"m"_s, 1}}, {u"l"_s}, {}}, {}));
    }
    QCOMPARE(faultOf(ended((*m_remote)->createDevice({u"plain"_s, {}, {}, {}}, {}))),
             static_cast<int>(RemoteFault::Exists));
    DONE(listed, devices({}, {}));
    QCOMPARE(QStringList(listed->items.begin(), listed->items.end()), names);
    DONE(made, createSession({}, {}));
    for (const QString &name : names) {
        DONE(attached, attachDevice(made->uid, name, {}));
        DONE(again, attachDevice(made->uid, name, {}));
    }
    DONE(detached, detachDevice(made->uid, u"plain"_s, {}));
    DONE(devices, devicesOf(made->uid, {}, {}));
    QCOMPARE(QStringList(devices->items.begin(), devices->items.end()), names.first(2));
    const auto unknown = ended((*m_remote)->attachDevice(made->uid, u"unknown"_s, {}));
    QCOMPARE(faultOf(unknown), static_cast<int>(RemoteFault::NotFound));
    QCOMPARE(unknown.error().error.subject, ErrorSubject::Device);
}

TIDEMARK_TEST(RobotoRemoteServerTest)
#include "remote_server_test.moc"
