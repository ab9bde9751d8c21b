// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/domain/user_names.h"

#include "tests/support/test_registry.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark;

namespace {

/// Names that a person gives to users of servers.
class UserNamesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void keepsNamesThatAreThere();
    void refusesWhatWouldBeUnclear_data();
    void refusesWhatWouldBeUnclear();
    void showsUsersByTheirNames();
    void readsWhatItWrote();
    void leavesOutNonsense();
};

void UserNamesTest::keepsNamesThatAreThere()
{
    const auto names = namesOf(
        {{u"1"_s, u"  Anna  "_s}, {u"2"_s, {}}, {u"3"_s, u" "_s}, {u"4"_s, u"Zoe\u0308"_s}});
    QVERIFY(names);
    QCOMPARE(*names, (UserNames{{u"1"_s, u"Anna"_s}, {u"4"_s, u"Zo\u00eb"_s}}));
}

void UserNamesTest::refusesWhatWouldBeUnclear_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("sentence");
    QTest::newRow("another's") << u" Anna "_s << u"Give each a name of its own"_s;
    QTest::newRow("two lines") << u"An\nna"_s << u"control"_s;
    QTest::newRow("too long") << QString(256, u'a') << u"255"_s;
}

void UserNamesTest::refusesWhatWouldBeUnclear()
{
    QFETCH(const QString, name);
    QFETCH(const QString, sentence);
    const auto names = namesOf({{u"1"_s, u"Anna"_s}, {u"2"_s, {}}, {u"3"_s, name}});
    QVERIFY(!names);
    QCOMPARE(names.error().row, 2);
    QCOMPARE(names.error().error.code, ErrorCode::InvalidArgument);
    QVERIFY2(names.error().error.message.contains(sentence),
             qPrintable(names.error().error.message));
}

void UserNamesTest::showsUsersByTheirNames()
{
    const UserNames names{{u"7b03"_s, u"Anna"_s}};
    QCOMPARE(shownTags({{u"user"_s, u"7b03"_s}, {u"host"_s, u"7b03"_s}}, names),
             (TagMap{{u"user"_s, u"Anna"_s}, {u"host"_s, u"7b03"_s}}));
    QCOMPARE(shownTags({{u"user"_s, u"e0d4"_s}}, names), (TagMap{{u"user"_s, u"e0d4"_s}}));
    QCOMPARE(shownTags({}, names), TagMap());
}

void UserNamesTest::readsWhatItWrote()
{
    const UserNames names{{u"a=b"_s, u"Anna; \"the first\""_s}, {u"c"_s, u"Zoë, 2=3"_s}};
    QCOMPARE(userNamesFrom(textsOf(names)), names);
    QCOMPARE(userNamesFrom(textsOf({})), UserNames());
}

void UserNamesTest::leavesOutNonsense()
{
    QCOMPARE(
        userNamesFrom({u"1"_s, u"Anna"_s, u"2"_s, u"Anna"_s, u"3"_s, {}, {}, u"Bob"_s, u"4"_s}),
        (UserNames{{u"1"_s, u"Anna"_s}}));
}

} // namespace

TIDEMARK_TEST(UserNamesTest)
#include "user_names_test.moc"
