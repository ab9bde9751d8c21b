// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/core/text.h"

#include "tests/support/test_registry.h"

#include <QTest>

using namespace Qt::StringLiterals;
using tidemark::cleanText;
using tidemark::ErrorCode;
using tidemark::normalisedName;
using tidemark::searchFolded;

class TextTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { tidemark::test::failOnUnexpectedWarnings(); }

    void acceptsNames_data();
    void acceptsNames();
    void refusesNamesAndNamesTheFix_data();
    void refusesNamesAndNamesTheFix();
    void namesThatAreEqualInNfcAreOneName();
    void refusesHugeNamesAtOnce();
    void cleansFreeText();
    void refusesFreeText_data();
    void refusesFreeText();
    void foldsForSearch_data();
    void foldsForSearch();
};

void TextTest::acceptsNames_data()
{
    QTest::addColumn<QString>("typed");
    QTest::addColumn<QString>("name");
    QTest::newRow("plain") << u"cpu.load"_s << u"cpu.load"_s;
    QTest::newRow("trimmed") << u" \u00a0cpu load\t"_s << u"cpu load"_s;
    QTest::newRow("emoji") << u"coffee ☕ 👩‍🔬"_s << u"coffee ☕ 👩‍🔬"_s;
    QTest::newRow("right to left") << u"زمن الاستجابة"_s << u"زمن الاستجابة"_s;
    QTest::newRow("combining becomes composed") << u"Kase\u0301"_s << u"Kasé"_s;
    QTest::newRow("combining without composed form") << u"x\u0301\u0323"_s << u"x\u0323\u0301"_s;
    QTest::newRow("path") << u"../../etc/passwd"_s << u"../../etc/passwd"_s;
    QTest::newRow("SQL") << u"'; DROP TABLE metric; --"_s << u"'; DROP TABLE metric; --"_s;
    QTest::newRow("255 bytes") << QString(255, u'x') << QString(255, u'x');
    QTest::newRow("255 bytes after composing")
        << u"e\u0301"_s.repeated(127) + u'x' << u"é"_s.repeated(127) + u'x';
}

void TextTest::acceptsNames()
{
    QFETCH(QString, typed);
    QFETCH(QString, name);
    const auto result = normalisedName(typed);
    QVERIFY2(result.has_value(), qPrintable(result ? QString() : result.error().message));
    QCOMPARE(*result, name);
    QCOMPARE(normalisedName(*result).value(), name);
}

void TextTest::refusesNamesAndNamesTheFix_data()
{
    QTest::addColumn<QString>("typed");
    QTest::addColumn<QString>("fix");
    const QString shorter = u"The name is longer than 255 bytes. Shorten it."_s;
    const QString control = u"A name cannot hold line ends, tabs or other control characters. "
                            "Remove them."_s;
    QTest::newRow("empty") << QString() << u"Enter a name."_s;
    QTest::newRow("spaces only") << u" \t\n"_s << u"Enter a name."_s;
    QTest::newRow("256 bytes") << QString(256, u'x') << shorter;
    QTest::newRow("256 bytes of emoji") << u"☕"_s.repeated(85) + u'x' << shorter;
    QTest::newRow("NUL") << u"a\0b"_s << control;
    QTest::newRow("newline") << u"a\nb"_s << control;
    QTest::newRow("escape") << u"a\u001b[31mb"_s << control;
    QTest::newRow("C1 control") << u"a\u0085b"_s << control;
    QTest::newRow("half a pair") << u"a"_s + QChar(0xd83d)
                                 << u"The name holds half a character. Type it again."_s;
}

void TextTest::refusesNamesAndNamesTheFix()
{
    QFETCH(QString, typed);
    QFETCH(QString, fix);
    const auto result = normalisedName(typed);
    QVERIFY(!result.has_value());
    QCOMPARE(result.error().code, ErrorCode::InvalidArgument);
    QCOMPARE(result.error().message, fix);
}

void TextTest::namesThatAreEqualInNfcAreOneName()
{
    const QString composed = u"Ångström"_s;
    QCOMPARE(normalisedName(composed.normalized(QString::NormalizationForm_D)).value(), composed);
    QCOMPARE(normalisedName(u"\u212bngström").value(), composed); // the ångström sign
}

void TextTest::refusesHugeNamesAtOnce()
{
    // Marks of alternating classes are the worst input for sorting them.
    const QString huge = u"\u0301\u0323"_s.repeated(qsizetype{512} * 1024);
    QVERIFY(!normalisedName(huge).has_value());
    QVERIFY(!cleanText(huge).has_value());
    QVERIFY(!normalisedName(QString(qsizetype{1024} * 1024, u'x')).has_value());
}

void TextTest::cleansFreeText()
{
    QCOMPARE(cleanText(u"one\r\ntwo\tthree e\u0301").value(), u"one\r\ntwo\tthree é"_s);
    QCOMPARE(cleanText(u"").value(), QString());
    QCOMPARE(cleanText(u"abcd", 4).value(), u"abcd"_s);
}

void TextTest::refusesFreeText_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("fix");
    QTest::newRow("NUL") << u"a\0b"_s << u"A text cannot hold the NUL character. Remove it."_s;
    QTest::newRow("half a pair") << QString(QChar(0xdc00))
                                 << u"The text holds half a character. Type it again."_s;
    QTest::newRow("65,537 bytes") << QString(65537, u'x')
                                  << u"The text is longer than 65536 bytes. Shorten it."_s;
}

void TextTest::refusesFreeText()
{
    QFETCH(QString, text);
    QFETCH(QString, fix);
    const auto result = cleanText(text);
    QVERIFY(!result.has_value());
    QCOMPARE(result.error().message, fix);
}

void TextTest::foldsForSearch_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("folded");
    QTest::newRow("case") << u"CPU Load"_s << u"cpu load"_s;
    QTest::newRow("accents") << u"Ärger Café"_s << u"arger cafe"_s;
    QTest::newRow("decomposed") << u"Cafe\u0301"_s << u"cafe"_s;
    QTest::newRow("sharp s") << u"Straße"_s << u"strasse"_s;
    QTest::newRow("strokes") << u"Łódź Ørsted"_s << u"lodz orsted"_s;
    QTest::newRow("ligature and width") << u"ﬁle ＣＰＵ"_s << u"file cpu"_s;
    QTest::newRow("Greek final sigma") << u"ΣΊΣΥΦΟΣ"_s << searchFolded(u"σίσυφος");
    QTest::newRow("micro sign and Greek mu") << u"µs"_s << searchFolded(u"μs");
    QTest::newRow("Cyrillic") << u"Ёлка"_s << u"елка"_s;
}

void TextTest::foldsForSearch()
{
    QFETCH(QString, text);
    QFETCH(QString, folded);
    QCOMPARE(searchFolded(text), folded);
    QCOMPARE(searchFolded(folded), folded);
}

TIDEMARK_TEST(TextTest)
#include "text_test.moc"
