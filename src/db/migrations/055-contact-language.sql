-- In which language a contact is told (联系人语言). The Chinese text binds whichever it is.
alter table contact add column language text not null default 'zh' check (language in ('zh', 'en'));
