// SPDX-License-Identifier: GPL-3.0-or-later
// What the import page looks like.
#include "app/pages/import_page.h"

#include "app/pages/import_metrics_table.h"
#include "app/pages/import_plan_editor.h"
#include "app/pages/import_preview_table.h"
#include "app/pages/import_recipe_bar.h"
#include "views/theme/headings.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QHeaderView>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QScrollArea>
#include <QTabBar>
#include <QTabWidget>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace tidemark {

using namespace Qt::StringLiterals;

// Format, and what happens to rows that do not fit.
QWidget *ImportPage::buildSettings()
{
    m_conflicts->setAccessibleName(tr("A value that exists already"));
    m_conflicts->addItem(tr("Stop and store nothing"), static_cast<int>(ConflictPolicy::Fail));
    m_conflicts->addItem(tr("Leave it as it is"), static_cast<int>(ConflictPolicy::Skip));
    m_conflicts->addItem(tr("Replace it"), static_cast<int>(ConflictPolicy::Replace));
    m_conflicts->addItem(tr("Keep both"), static_cast<int>(ConflictPolicy::KeepBoth));
    m_badRows->setAccessibleName(tr("A row that cannot be read"));
    m_badRows->addItem(tr("Stop and store nothing"), static_cast<int>(BadRows::Stop));
    m_badRows->addItem(tr("Skip it, and save it to a file"), static_cast<int>(BadRows::Save));
    m_badRows->addItem(tr("Skip it"), static_cast<int>(BadRows::Skip));
    m_rejectedFile->setAccessibleName(tr("File for the rows left out"));
    m_rejectedFile->setText(tr("Choose file…"));
    m_rejectedFile->setEnabled(false);
    m_rejectedFile->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);

    auto *settings = new QWidget(this);
    auto *layout = new QVBoxLayout(settings);
    layout->setContentsMargins(0, 0, 6, 0);
    layout->addWidget(m_editor);
    auto *policies = new QFormLayout;
    policies->setLabelAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    policies->addRow(tr("Value exists"), m_conflicts);
    policies->addRow(tr("Unreadable row"), m_badRows);
    policies->addRow(tr("Saved to"), m_rejectedFile);
    layout->addLayout(policies);
    layout->addStretch(1);
    auto *scroll = new QScrollArea(this);
    scroll->setWidget(settings);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setMinimumWidth(settings->sizeHint().width() + 16);
    return scroll;
}

QLayout *ImportPage::buildFindings()
{
    m_findings->setHeaderLabels({tr("What was found"), tr("Sure")});
    m_findings->setRootIsDecorated(false);
    m_findings->setAccessibleName(tr("What was found"));
    m_findings->header()->setSectionResizeMode(0, QHeaderView::Stretch);
    m_findings->header()->setSectionResizeMode(1, QHeaderView::ResizeToContents);
    m_findings->header()->setStretchLastSection(false);
    theme::keepHeadingsWhole(*m_findings->header());
    m_findings->setMaximumHeight(fontMetrics().height() * 7);
    m_rejected->setHeaderLabels({tr("Line"), tr("Column"), tr("Text"), tr("Reason")});
    m_rejected->setRootIsDecorated(false);
    m_rejected->setAccessibleName(tr("Rows that cannot be read"));
    m_details->setAccessibleName(tr("Metrics and unreadable rows"));
    m_details->tabBar()->setAccessibleName(tr("Metrics and unreadable rows"));
    m_details->addTab(m_metrics, tr("Metrics"));
    m_details->addTab(m_rejected, tr("Unreadable rows"));
    m_details->setTabEnabled(1, false);
    m_details->setMaximumHeight(fontMetrics().height() * 10);
    auto *layout = new QVBoxLayout;
    layout->addWidget(m_findings);
    layout->addWidget(m_preview, 1);
    layout->addWidget(m_details);
    return layout;
}

void ImportPage::build()
{
    auto *choose = new QPushButton(tr("Choose file…"), this);
    connect(choose, &QPushButton::clicked, this, &ImportPage::chooseFile);
    m_file->setText(tr("No file chosen yet."));
    m_file->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_file->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred); // a long path is cut
    auto *top = new QHBoxLayout;
    top->addWidget(choose);
    top->addWidget(m_file, 1);
    auto *middle = new QHBoxLayout;
    middle->addWidget(buildSettings());
    middle->addLayout(buildFindings(), 1);

    m_summary->setWordWrap(true);
    m_summary->setTextFormat(Qt::PlainText);
    m_showDetail->setProperty("variant", u"link"_s);
    m_showDetail->setCheckable(true);
    m_showDetail->hide();
    m_detail->setWordWrap(true);
    m_detail->setTextFormat(Qt::PlainText);
    m_detail->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_detail->hide();
    connect(m_showDetail, &QPushButton::toggled, m_detail, &QWidget::setVisible);
    auto *summary = new QHBoxLayout;
    summary->addWidget(m_summary, 1);
    summary->addWidget(m_showDetail);
    m_progress->setAccessibleName(tr("Import progress"));
    m_progress->hide();
    m_import->setProperty("variant", u"primary"_s);
    m_import->setEnabled(false);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    buttons->addButton(m_import, QDialogButtonBox::ActionRole);
    connect(buttons, &QDialogButtonBox::rejected, this, &ImportPage::reject);
    auto *layout = new QVBoxLayout(this);
    layout->addLayout(top);
    layout->addWidget(m_recipeBar);
    layout->addLayout(middle, 1);
    layout->addLayout(summary);
    layout->addWidget(m_detail);
    layout->addWidget(m_progress);
    layout->addWidget(buttons);
    resize(980, 620);
    choose->setFocus();
}

} // namespace tidemark
