-- Writes every tree as a Word file. In: the reference, then one tree a line on stdin. Out: 1.docx, 2.docx …
local options = pandoc.WriterOptions{reference_doc = arg[1]}
local number = 0
for line in io.lines() do
  number = number + 1
  local file = assert(io.open(number .. '.docx', 'wb'))
  file:write(pandoc.write(pandoc.read(line, 'json'), 'docx', options))
  file:close()
end
