// SPDX-License-Identifier: GPL-3.0-or-later
// The strip of messages, the list of messages and the tasks of the status bar.
#include "app/translation.h"
#include "app/window/long_task.h"
#include "app/window/message_bar.h"
#include "app/window/message_list.h"
#include "app/window/status_bar.h"
#include "tests/app/window_fixture.h"
#include "tests/support/test_registry.h"

#include <QLabel>
#include <QPlainTextEdit>
#include <QToolButton>
#include <QTreeWidget>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace tidemark;
using test::WindowFixture;

class MessagesTest final : public QObject
{
    Q_OBJECT

    static QToolButton *toolButton(const QWidget *parent, const QString &text)
    {
        for (QToolButton *button : parent->findChildren<QToolButton *>()) {
            if (button->text() == text && button->isVisible())
                return button;
        }
        return nullptr;
    }
    static QString taskText(const WindowStatusBar &bar)
    {
        for (const QLabel *label : bar.findChildren<QLabel *>()) {
            if (label->isVisible() && label->text().startsWith(u"Task"_s))
                return label->text();
        }
        return {};
    }

private Q_SLOTS:
    void init() { test::failOnUnexpectedWarnings(); }

    void alternatingFailuresAreMerged()
    {
        MessageCenter messages;
        for (int i = 0; i < 6; ++i) {
            messages.post({Message::Kind::Bad, u"The disk is full."_s});
            messages.post({Message::Kind::Caution, u"The backup was not made."_s});
        }
        messages.post({Message::Kind::Good, u"Saved."_s});
        messages.post({Message::Kind::Bad, u"The disk is full."_s});
        messages.post({Message::Kind::Good, u"Saved."_s});
        QStringList shown;
        for (const Message &message : messages.messages())
            shown.append(shownText(message));
        // What went well is counted in a row only: each time is news.
        QCOMPARE(shown, (QStringList{u"Saved."_s, u"The disk is full. (7 times)"_s, u"Saved."_s,
                                     u"The backup was not made. (6 times)"_s}));
    }

    void manyAtOnceAreListedAndTheLastOneIsShown()
    {
        MessageCenter messages;
        QSignalSpy posted(&messages, &MessageCenter::posted);
        messages.postAll({});
        QCOMPARE(posted.size(), 0);
        messages.postAll({{Message::Kind::Good, u"one"_s},
                          {Message::Kind::Good, u"one"_s},
                          {Message::Kind::Good, u"two"_s}});
        QCOMPARE(posted.size(), 1);
        QCOMPARE(messages.messages().size(), 2);
        QCOMPARE(messages.messages().first().text, u"two"_s);
        QCOMPARE(shownText(messages.messages().last()), u"one (2 times)"_s);
    }

    void detailsOfAFailureCanBeReadAndCopied()
    {
        WindowFixture f;
        QVERIFY(f.open());
        f.window->say(Message::Kind::Bad, u"It failed."_s, u"errno 28"_s);
        const auto *bar = f.window->findChild<MessageBar *>();
        auto *text = bar->findChild<QPlainTextEdit *>();
        QVERIFY(bar->isVisible() && !text->isVisible());
        QTest::mouseClick(toolButton(bar, u"Details"_s), Qt::LeftButton);
        QVERIFY(text->isVisible());
        QCOMPARE(text->toPlainText(), u"errno 28"_s);
        QVERIFY(text->textInteractionFlags().testFlag(Qt::TextSelectableByKeyboard));
        f.window->say(Message::Kind::Good, u"It went well."_s);
        QVERIFY(!toolButton(bar, u"Details"_s));
        QVERIFY(!text->isVisible());
    }

    void f6ReachesTheStripAndFocusKeepsItThere()
    {
        WindowFixture f;
        QVERIFY(f.open());
        f.window->say(Message::Kind::Bad, u"It failed."_s, u"errno 28"_s);
        auto *bar = f.window->findChild<MessageBar *>();
        for (int i = 0; i < 8 && !bar->isAncestorOf(QApplication::focusWidget()); ++i)
            f.press(Qt::Key_F6);
        QVERIFY(bar->isAncestorOf(QApplication::focusWidget()));
        QVERIFY(!bar->isCountingDown());
        f.press(Qt::Key_F6);
        QVERIFY(!bar->isAncestorOf(QApplication::focusWidget()));
        QVERIFY(bar->isCountingDown());
    }

    void aQuestionStaysInTheListWithItsAction()
    {
        WindowFixture f;
        QVERIFY(f.open());
        int answered = 0;
        Message question{Message::Kind::Info, u"Back up?"_s, {}, u"Back up now"_s};
        question.action = [&answered] { ++answered; };
        f.window->messages().post(question);
        f.window->say(Message::Kind::Good, u"Something else."_s);
        f.window->actions().action(u"view.messages"_s)->trigger();
        auto *list = f.window->findChild<MessageList *>();
        QVERIFY(list);
        auto *tree = list->findChild<QTreeWidget *>();
        QVERIFY(!f.button(u"Back up now"_s));
        tree->setCurrentItem(tree->topLevelItem(1));
        QVERIFY(f.button(u"Back up now"_s));
        QTest::mouseClick(f.button(u"Back up now"_s), Qt::LeftButton);
        QCOMPARE(answered, 1);
    }

    void twoTasksShareTheStatusBar()
    {
        WindowFixture f;
        QVERIFY(f.open());
        WindowStatusBar &bar = f.window->status();
        const int first = bar.beginTask(u"Task one"_s, {});
        const int second = bar.beginTask(u"Task two"_s, {});
        QCOMPARE(taskText(bar), u"Task two · and 1 more"_s);
        bar.setTaskProgress(first, 1, 4);
        bar.setTaskProgress(second, 1, 2);
        QVERIFY(taskText(bar).startsWith(u"Task two · 50%"_s));
        bar.endTask(second);
        QVERIFY(taskText(bar).startsWith(u"Task one · 25%"_s));
        bar.endTask(first);
        QVERIFY(!bar.hasTask());
        QCOMPARE(taskText(bar), QString());
    }

    void cancelInTheStatusBarStopsTheTask()
    {
        WindowFixture f;
        QVERIFY(f.open());
        const LongTask task(f.window->status(), u"Task"_s, nullptr);
        QVERIFY(!task.stopToken().stop_requested());
        QToolButton *cancel = toolButton(&f.window->status(), u"Cancel"_s);
        QVERIFY(cancel);
        QTest::mouseClick(cancel, Qt::LeftButton);
        QVERIFY(task.stopToken().stop_requested());
        QVERIFY(!cancel->isEnabled());
    }

    void countsOfManyRecordsAreShortWithTheExactOneAsToolTip()
    {
        WindowFixture f;
        QVERIFY(f.open());
        f.window->status().showRowsInView(1'234'567);
        const auto labels = f.window->status().findChildren<QLabel *>();
        const auto found = std::find_if(labels.begin(), labels.end(), [](const QLabel *label) {
            return label->text().contains(u"in view"_s);
        });
        QVERIFY(found != labels.end());
        QCOMPARE((*found)->text().replace(QChar(0xa0), u' '), u"1.23 M records in view"_s);
        QCOMPARE((*found)->toolTip().remove(u','), u"1234567 records in view"_s);
        installTranslation(*qApp);
        f.window->status().showRowsInView(1);
        QCOMPARE((*found)->text(), u"1 record in view"_s);
    }

    void iconsOfTheStripAndTheStatusFollowTheTheme()
    {
        WindowFixture f;
        QVERIFY(f.open());
        f.window->say(Message::Kind::Bad, u"It failed."_s);
        const auto pictures = [&f] {
            QList<QImage> images;
            for (const QWidget *part :
                 {static_cast<const QWidget *>(&f.window->status()),
                  static_cast<const QWidget *>(f.window->findChild<MessageBar *>())}) {
                for (const QLabel *label : part->findChildren<QLabel *>()) {
                    if (!label->pixmap().isNull())
                        images.append(label->pixmap().toImage());
                }
            }
            return images;
        };
        const QList<QImage> light = pictures();
        QCOMPARE(light.size(), 2);
        f.theme.setMode(theme::Mode::Dark);
        const QList<QImage> dark = pictures();
        QCOMPARE(dark.size(), 2);
        for (qsizetype i = 0; i < light.size(); ++i)
            QVERIFY(light[i] != dark[i]);
        f.theme.setMode(theme::Mode::Light);
    }
};

TIDEMARK_TEST(MessagesTest)
#include "messages_test.moc"
