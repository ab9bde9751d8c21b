// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/sources/sources_dialog.h"

#include "views/sources/privacy_page.h"
#include "views/sources/receiving_page.h"
#include "views/sources/source_removal.h"
#include "views/sources/sources_page.h"
#include "views/sources/waiting_page.h"

#include <QDialogButtonBox>
#include <QPushButton>
#include <QStackedWidget>
#include <QTabBar>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace tidemark {

namespace {

constexpr QSize kUsualSize(960, 600);

} // namespace

SourcesDialog::SourcesDialog(const SourceParts &parts, QWidget *parent)
    : QDialog(parent)
    , m_tabs(new QTabBar(this))
    , m_pages(new QStackedWidget(this))
    , m_sources(new SourcesPage(parts, this))
    , m_outbox(new WaitingPage(parts, this))
    , m_privacy(new PrivacyPage(parts, this))
{
    setWindowTitle(tr("Sources"));
    setObjectName(u"sourcesDialog"_s);
    m_tabs->setProperty("tabs", u"underlined"_s);
    m_tabs->setAccessibleName(tr("Pages"));
    m_tabs->setDrawBase(false);
    m_tabs->setExpanding(false);
    m_tabs->addTab(tr("Sources"));
    m_tabs->addTab(tr("Receiving"));
    m_tabs->addTab(tr("Waiting to be sent"));
    m_tabs->addTab(tr("Privacy"));
    if (parts.receivers)
        m_receiving = new ReceivingPage(parts, this);
    m_tabs->setTabVisible(static_cast<int>(Tab::Receiving), m_receiving != nullptr);
    m_pages->addWidget(m_sources);
    m_pages->addWidget(m_receiving ? static_cast<QWidget *>(m_receiving) : new QWidget(this));
    m_pages->addWidget(m_outbox);
    m_pages->addWidget(m_privacy);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    for (QAbstractButton *button : buttons->buttons())
        qobject_cast<QPushButton *>(button)->setAutoDefault(false); // Enter belongs to the tables
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(m_tabs);
    layout->addWidget(m_pages, 1);
    layout->addWidget(buttons);
    resize(kUsualSize);
    connect(m_tabs, &QTabBar::currentChanged, m_pages, &QStackedWidget::setCurrentIndex);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_sources, &SourcesPage::fetchRequested, this, &SourcesDialog::fetchRequested);
    connect(m_sources, &SourcesPage::comparisonRequested, this,
            &SourcesDialog::comparisonRequested);
    connect(m_sources, &SourcesPage::removalAsked, this, &SourcesDialog::removalAsked);
    connect(m_sources, &SourcesPage::outboxRequested, this, [this](SourceId source) {
        m_outbox->setSource(source);
        showTab(Tab::Outbox);
    });
    m_sources->setFocus(Qt::OtherFocusReason);
}

void SourcesDialog::showTab(Tab tab)
{
    m_tabs->setCurrentIndex(static_cast<int>(tab));
    m_pages->currentWidget()->setFocus(Qt::OtherFocusReason);
}

void SourcesDialog::setReadOnly(const QString &reason)
{
    m_sources->setReadOnly(reason);
    if (m_receiving)
        m_receiving->setReadOnly(reason);
    m_outbox->setReadOnly(reason);
}

} // namespace tidemark
