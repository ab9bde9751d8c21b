// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/core/secret.h"
#include "tests/support/test_registry.h"

#include <QDebug>
#include <QTest>

#include <ostream>
#include <type_traits>
#include <utility>

using namespace Qt::StringLiterals;
using namespace tidemark;

namespace {

template <class T, class = void>
struct Streams : std::false_type
{};
template <class T>
struct Streams<T, std::void_t<decltype(std::declval<std::ostream &>() << std::declval<T>())>>
    : std::true_type
{};

// Nothing turns into text by itself.
static_assert(!std::is_convertible_v<Secret, QString>);
static_assert(!std::is_convertible_v<Secret, QByteArray>);
static_assert(!std::is_convertible_v<Secret, QByteArrayView>);
static_assert(!std::is_convertible_v<Secret, bool>);
static_assert(!std::is_convertible_v<QByteArrayView, Secret>);
static_assert(!Streams<Secret>::value);

class SecretTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { tidemark::test::failOnUnexpectedWarnings(); }
    void keepsItsBytes();
    void printsNoByte();
    void comparesByContent();
    void movedFromIsEmpty();
    void trimsPastedText();
    void isRemovedFromTexts();
};

void SecretTest::keepsItsBytes()
{
    const QByteArray bytes("a\0b\xff", 4);
    const Secret secret{QByteArrayView(bytes)};
    QCOMPARE(secret.reveal().toByteArray(), bytes);
    Secret copy = secret;
    copy = secret;
    QCOMPARE(copy.reveal().toByteArray(), bytes);
    QVERIFY(copy.reveal().data() != secret.reveal().data()); // a memory of its own to overwrite
    const Secret &same = copy;
    copy = same;
    QCOMPARE(copy.reveal().toByteArray(), bytes);
    QVERIFY(Secret().isEmpty());
}

void SecretTest::printsNoByte()
{
    QString text;
    QDebug(&text) << Secret{QByteArrayView("hidden")} << Secret();
    QCOMPARE(text.trimmed(), u"*** (none)"_s);
}

void SecretTest::comparesByContent()
{
    const Secret one{QByteArrayView("one")};
    QCOMPARE(one == Secret{QByteArrayView("one")}, true);
    QCOMPARE(one == Secret{QByteArrayView("onf")}, false);
    QCOMPARE(one == Secret{QByteArrayView("on")}, false);
    QCOMPARE(one == Secret(), false);
    QCOMPARE(Secret() == Secret(), true);
}

void SecretTest::movedFromIsEmpty()
{
    Secret first{QByteArrayView("one")};
    Secret second{QByteArrayView("two")};
    second = std::move(first);
    QCOMPARE(second.reveal().toByteArray(), QByteArray("one"));
    const Secret third = std::move(second);
    QCOMPARE(third.reveal().toByteArray(), QByteArray("one"));
}

void SecretTest::trimsPastedText()
{
    QCOMPARE(Secret::fromText(u" tok\u00e9n \n").reveal().toByteArray(),
             QByteArray("tok\xc3\xa9n"));
    QVERIFY(Secret::fromText(u" \n").isEmpty());
}

void SecretTest::isRemovedFromTexts()
{
    const Secret secret{QByteArrayView("tok")};
    QCOMPARE(secret.removedFrom(u"bad tok, tok!"_s), u"bad ***, ***!"_s);
    QCOMPARE(Secret().removedFrom(u"text"_s), u"text"_s);
}

} // namespace

TIDEMARK_TEST(SecretTest)
#include "secret_test.moc"
