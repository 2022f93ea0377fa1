-- Reads every source by itself, so that the note labels of one file never meet another's.
-- In: [{"format": …, "text": …}] on stdin. Out: per text a line of tree and a line of pandoc's log.
local input = pandoc.json.decode(io.read('a'), false)
for _, source in ipairs(input) do
  local log, doc = pandoc.log.silence(function() return pandoc.read(source.text, source.format) end)
  io.write(pandoc.write(doc, 'json'), '\n')
  local messages = pandoc.List{}
  for i, message in ipairs(log) do messages[i] = message end
  io.write(#messages == 0 and '[]' or pandoc.json.encode(messages), '\n')
end
