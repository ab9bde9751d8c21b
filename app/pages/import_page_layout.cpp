// SPDX-License-Identifier: GPL-3.0-or-later
// What the import page looks like.
#include "app/pages/import_page.h"

#include "app/pages/import_plan_editor.h"
#include "app/pages/import_preview_table.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QHeaderView>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QScrollArea>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace tidemark {

using namespace Qt::StringLiterals;

void ImportPage::build()
{
    auto *choose = new QPushButton(tr("Choose file…"), this);
    connect(choose, &QPushButton::clicked, this, &ImportPage::chooseFile);
    m_file->setText(tr("No file chosen yet."));
    m_file->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto *top = new QHBoxLayout;
    top->addWidget(choose);
    top->addWidget(m_file, 1);

    m_findings->setHeaderLabels({tr("What was found"), tr("Sure")});
    m_findings->setRootIsDecorated(false);
    m_findings->setAccessibleName(tr("What was found"));
    m_findings->header()->setSectionResizeMode(0, QHeaderView::Stretch);
    m_findings->header()->setSectionResizeMode(1, QHeaderView::ResizeToContents);
    m_findings->header()->setStretchLastSection(false);
    m_findings->setMaximumHeight(fontMetrics().height() * 8);

    m_conflicts->setAccessibleName(tr("A value that exists already"));
    m_conflicts->addItem(tr("Stop and store nothing"), static_cast<int>(ConflictPolicy::Fail));
    m_conflicts->addItem(tr("Leave it as it is"), static_cast<int>(ConflictPolicy::Skip));
    m_conflicts->addItem(tr("Replace it"), static_cast<int>(ConflictPolicy::Replace));
    m_conflicts->addItem(tr("Keep both"), static_cast<int>(ConflictPolicy::KeepBoth));
    m_badRows->setAccessibleName(tr("A row that cannot be read"));
    m_badRows->addItem(tr("Stop and store nothing"), false);
    m_badRows->addItem(tr("Skip it, and save it to a file"), true);

    auto *left = new QWidget(this);
    auto *leftLayout = new QVBoxLayout(left);
    leftLayout->setContentsMargins(0, 0, 6, 0);
    leftLayout->addWidget(m_editor);
    auto *policies = new QFormLayout;
    policies->addRow(tr("Value exists"), m_conflicts);
    policies->addRow(tr("Unreadable row"), m_badRows);
    leftLayout->addLayout(policies);
    leftLayout->addStretch(1);
    auto *scroll = new QScrollArea(this);
    scroll->setWidget(left);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setMinimumWidth(left->sizeHint().width() + 16);

    m_rejected->setHeaderLabels({tr("Line"), tr("Column"), tr("Text"), tr("Reason")});
    m_rejected->setRootIsDecorated(false);
    m_rejected->setAccessibleName(tr("Rows that cannot be read"));
    m_rejected->setMaximumHeight(fontMetrics().height() * 7);
    m_rejected->hide();
    auto *right = new QVBoxLayout;
    right->addWidget(m_findings);
    right->addWidget(m_preview, 1);
    right->addWidget(m_rejected);
    auto *middle = new QHBoxLayout;
    middle->addWidget(scroll);
    middle->addLayout(right, 1);

    m_summary->setWordWrap(true);
    m_progress->setAccessibleName(tr("Import progress"));
    m_progress->hide();
    m_import->setProperty("variant", u"primary"_s);
    m_import->setEnabled(false);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    buttons->addButton(m_import, QDialogButtonBox::ActionRole);
    connect(buttons, &QDialogButtonBox::rejected, this, &ImportPage::reject);
    auto *layout = new QVBoxLayout(this);
    layout->addLayout(top);
    layout->addLayout(middle, 1);
    layout->addWidget(m_summary);
    layout->addWidget(m_progress);
    layout->addWidget(buttons);
    resize(980, 600);
    choose->setFocus();
}

} // namespace tidemark
