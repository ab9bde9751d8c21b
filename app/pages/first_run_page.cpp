// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pages/first_run_page.h"

#include "views/theme/theme.h"
#include "views/theme/theme_icon.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

constexpr int kWidth = 460;

} // namespace

FirstRunPage::FirstRunPage(const theme::Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
{
    setObjectName(u"firstRunPage"_s);
    auto *column = new QWidget(this);
    column->setFixedWidth(kWidth);
    auto *layout = new QVBoxLayout(column);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    auto *title = new QLabel(tr("This store is empty"), column);
    title->setProperty("tone", u"value"_s);
    auto *intro = new QLabel(tr("Everything you record stays in a file on this computer."), column);
    intro->setProperty("tone", u"muted"_s);
    intro->setWordWrap(true);
    layout->addWidget(title);
    layout->addWidget(intro);
    layout->addSpacing(14);
    addAction(layout, u"add-value"_s, tr("Add your first value"),
              tr("Name a metric, type a number and press Enter. The chart appears by itself."),
              true, &FirstRunPage::addValueRequested);
    addAction(layout, u"import"_s, tr("Import a CSV file"),
              tr("Shows what it understood before anything is stored."), false,
              &FirstRunPage::importRequested);
    m_connect = addAction(layout, u"link"_s, tr("Connect to a server"),
                          tr("Sends what you record, or fetches from it: only what you choose."),
                          false, &FirstRunPage::connectRequested);
    addAction(
        layout, u"database"_s, tr("Load sample data"),
        tr("Two years of generated values in a store of their own, removed with one command."),
        false, &FirstRunPage::sampleRequested);
    auto *page = new QVBoxLayout(this);
    page->addStretch(2);
    auto *middle = new QHBoxLayout; // an alignment would lose the height that the width asks for
    middle->addStretch(1);
    middle->addWidget(column);
    middle->addStretch(1);
    page->addLayout(middle);
    page->addStretch(3);
}

void FirstRunPage::setCanConnect(bool canConnect)
{
    m_connect->setVisible(canConnect);
}

QWidget *FirstRunPage::addAction(QVBoxLayout *layout, const QString &icon, const QString &title,
                                 const QString &explanation, bool isPrimary,
                                 void (FirstRunPage::*chosen)())
{
    auto *frame = new QWidget(this);
    auto *lines = new QVBoxLayout(frame);
    lines->setContentsMargins(0, 0, 0, 10);
    lines->setSpacing(4);
    auto *button = new QPushButton(title, frame);
    if (isPrimary)
        button->setProperty("variant", u"primary"_s);
    else
        button->setIcon(theme::themeIcon(m_theme, icon));
    button->setAccessibleDescription(explanation);
    auto *label = new QLabel(explanation, frame);
    label->setProperty("tone", u"muted"_s);
    label->setWordWrap(true);
    lines->addWidget(button);
    lines->addWidget(label);
    layout->addWidget(frame);
    connect(button, &QPushButton::clicked, this, chosen);
    return frame;
}

} // namespace tidemark
